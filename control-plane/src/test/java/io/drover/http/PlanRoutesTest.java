package io.drover.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The route of dry runs; what they answer is tested without HTTP. */
@QuarkusTest
class PlanRoutesTest {

  private final HttpClient client = HttpClient.newHttpClient();

  @Inject Backend backend;

  @TestHTTPResource("/")
  URI server;

  @BeforeEach
  void freshState() throws Exception {
    backend.reset();
    GoldenCase base = GoldenCase.read("plan/003-base-register");
    assertThat(send("PUT", base.path(), base.body()).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    HttpRequest.BodyPublisher publisher =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    return client.send(
        HttpRequest.newBuilder(server.resolve(path)).method(method, publisher).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "112-periodic-to",
        "113-param-to",
        "114-type-change",
        "132-class-nodepool-empty",
        "134-err-no-job",
        "135-err-path-mismatch",
        "136-err-no-id",
        "137-err-invalid",
        "138-err-empty-body",
        "139-err-get"
      })
  void whatIsRefusedIsRefusedAsRecorded(String name) throws Exception {
    GoldenCase golden = GoldenCase.read("plan/" + name);
    HttpResponse<String> answer = send(golden.method(), golden.path(), golden.body());
    assertThat(answer.statusCode()).isEqualTo(golden.status());
    assertThat(answer.body()).isEqualTo(golden.response().get("body").asText());
  }

  @Test
  void theAnswerHasTheRecordedMembersAndNothingIsWritten() throws Exception {
    GoldenCase golden = GoldenCase.read("plan/005-none");
    long index = backend.store().current().index();
    for (String method : new String[] {"PUT", "POST"}) {
      HttpResponse<String> answer = send(method, golden.path(), golden.body());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      JsonNode body = GoldenCase.JSON.readTree(answer.body());
      JsonNode recorded = golden.response().get("body");
      assertThat(body.properties().stream().map(p -> p.getKey()))
          .containsExactlyElementsOf(recorded.properties().stream().map(p -> p.getKey()).toList());
      assertThat(body.at("/Diff/Type").asText()).isEqualTo("None");
      assertThat(body.at("/Diff/TaskGroups/0/Tasks"))
          .isEqualTo(recorded.at("/Diff/TaskGroups/0/Tasks"));
      assertThat(body.at("/Annotations/PreemptedAllocs").isNull()).isTrue();
      assertThat(body.get("NextPeriodicLaunch").isNull()).isTrue();
      assertThat(answer.headers().firstValue("X-Nomad-Index")).contains(body.get("Index").asText());
      assertThat(body.get("Index").asLong()).isEqualTo(body.get("JobModifyIndex").asLong());
    }
    assertThat(backend.store().current().index()).isEqualTo(index);
  }
}
