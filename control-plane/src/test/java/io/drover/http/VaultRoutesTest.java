package io.drover.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.model.JobSpec;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a job has to show a token of Vault. */
@QuarkusTest
class VaultRoutesTest {

  private static final String MISSING = "Vault used in the job but missing Vault token";
  private static final String ONE_ERROR = "1 error occurred:\n\t* " + MISSING + "\n\n";

  private final HttpClient client = HttpClient.newHttpClient();

  @Inject Backend backend;

  @TestHTTPResource("/")
  URI server;

  @BeforeEach
  void freshState() {
    backend.reset();
    backend.vault = VaultRoutesTest::judge;
  }

  @AfterEach
  void withoutVault() {
    backend.vault = Backend.NO_VAULT;
  }

  /** Answers on another thread, as one does that has asked Vault. */
  private static CompletionStage<String> judge(JobSpec spec, String token) {
    boolean uses =
        spec.taskGroups().stream()
            .flatMap(group -> group.tasks().stream())
            .anyMatch(task -> task.vault() != null);
    return CompletableFuture.supplyAsync(() -> uses && !token.equals("good") ? MISSING : "");
  }

  private HttpResponse<String> put(String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(server.resolve(path))
            .PUT(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String job(String token, String command) {
    return "{'Job':{'ID':'j','Datacenters':['dc1'],'Type':'batch','VaultToken':'"
        + token
        + "','TaskGroups':[{'Name':'g','Tasks':[{'Name':'t','Driver':'raw_exec',"
        + "'Config':{'command':'"
        + command
        + "'},'Vault':{'Policies':['p']}}]}]}}";
  }

  @Test
  void aJobIsRegisteredWithItsTokenWhichIsNotKept() throws Exception {
    HttpResponse<String> refused = put("/v1/jobs", job("", "/bin/a"));
    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(refused.body()).isEqualTo(ONE_ERROR);
    assertThat(put("/v1/jobs", job("good", "/bin/a")).statusCode()).isEqualTo(200);
    JsonNode read =
        GoldenCase.JSON.readTree(
            client
                .send(
                    HttpRequest.newBuilder(server.resolve("/v1/job/j")).build(),
                    HttpResponse.BodyHandlers.ofString())
                .body());
    assertThat(read.path("VaultToken").asText("absent")).isEmpty();
    assertThat(read.at("/TaskGroups/0/Constraints/0/LTarget").asText())
        .isEqualTo("${attr.vault.version}");
  }

  @Test
  void aValidationSaysWhatARegistrationWould() throws Exception {
    HttpResponse<String> answer = put("/v1/validate/job", job("bad", "/bin/a"));
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = GoldenCase.JSON.readTree(answer.body());
    assertThat(body.at("/ValidationErrors/0").asText()).isEqualTo(MISSING);
    assertThat(body.path("Error").asText()).isEqualTo(ONE_ERROR);
    body = GoldenCase.JSON.readTree(put("/v1/validate/job", job("good", "/bin/a")).body());
    assertThat(body.path("Error").asText()).isEmpty();
  }

  @Test
  void aPlanNeedsTheTokenToo() throws Exception {
    assertThat(put("/v1/job/j/plan", job("bad", "/bin/a")).body()).isEqualTo(ONE_ERROR);
    assertThat(put("/v1/job/j/plan", job("good", "/bin/a")).statusCode()).isEqualTo(200);
  }

  @Test
  void whoRevertsShowsATokenAgain() throws Exception {
    put("/v1/jobs", job("good", "/bin/a"));
    put("/v1/jobs", job("good", "/bin/b"));
    HttpResponse<String> refused = put("/v1/job/j/revert", "{'JobID':'j','JobVersion':0}");
    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(refused.body()).isEqualTo(ONE_ERROR);
    assertThat(
            put("/v1/job/j/revert", "{'JobID':'j','JobVersion':0,'VaultToken':'good'}")
                .statusCode())
        .isEqualTo(200);
    assertThat(put("/v1/job/j/revert", "{'JobID':'j','JobVersion':9}").body())
        .contains("at version 9 not found");
  }
}
