package io.drover.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded answers of the original, request by request. */
@QuarkusTest
class GoldenRoutesTest {

  private static final String H1 =
      """
      {"Job":{"ID":"h1","Name":"h1","Type":"service","Datacenters":["dc1"],"TaskGroups":[
      {"Name":"g","Tasks":[{"Name":"t","Driver":"mock_driver"}]}]}}""";

  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  @Inject Backend backend;

  @TestHTTPResource("/")
  URI server;

  @BeforeEach
  void freshState() {
    backend.reset();
  }

  private HttpResponse<String> send(GoldenCase golden) throws Exception {
    return send(golden.method(), golden.path(), golden.body());
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    HttpRequest.BodyPublisher publisher =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    String base = server.toString();
    URI target = URI.create(base.substring(0, base.length() - 1) + path);
    return client.send(
        HttpRequest.newBuilder(target).method(method, publisher).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode body(GoldenCase golden, HttpResponse<String> answer) throws IOException {
    boolean json =
        golden.response().get("body").isContainerNode() || golden.response().get("body").isNull();
    return json
        ? GoldenCase.JSON.readTree(answer.body())
        : GoldenCase.JSON.getNodeFactory().textNode(answer.body());
  }

  private void check(GoldenCase golden) throws Exception {
    HttpResponse<String> answer = send(golden);
    assertThat(answer.statusCode())
        .as(golden.name() + ": " + answer.body())
        .isEqualTo(golden.status());
    assertThat(golden.stripped(body(golden, answer))).isEqualTo(golden.expected());
    JsonNode location = golden.response().get("headers").get("Location");
    if (location != null) {
      assertThat(answer.headers().firstValue("Location")).contains(location.asText());
    }
    JsonNode type = golden.response().get("headers").get("Content-Type");
    if (type != null) {
      assertThat(answer.headers().firstValue("Content-Type")).contains(type.asText());
    }
  }

  static Stream<String> http() throws Exception {
    return names("http");
  }

  static Stream<String> empty() throws Exception {
    return names("empty");
  }

  private static Stream<String> names(String area) throws IOException, URISyntaxException {
    Path folder = Path.of(GoldenRoutesTest.class.getResource("/golden/" + area).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .map(f -> area + "/" + f.getFileName().toString().replace(".json", ""))
              .sorted(Comparator.naturalOrder())
              .toList();
      return names.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("http")
  void requestsThatAreOddAreAnsweredAsRecorded(String name) throws Exception {
    send("PUT", "/v1/jobs", H1);
    check(GoldenCase.read(name));
  }

  @ParameterizedTest
  @MethodSource("empty")
  void anEmptyServerAnswersAsRecorded(String name) throws Exception {
    GoldenCase golden = GoldenCase.read(name);
    check(golden);
    assertThat(send(golden).headers().firstValue("X-Nomad-Index")).contains("0");
  }

  /** One after another, as each builds on those before. */
  @Test
  void registrationsAreRefusedAndAcceptedAsRecorded() throws Exception {
    for (String name : names("job-actions").toList()) {
      GoldenCase golden = GoldenCase.read(name);
      String body = golden.body();
      if (golden.firstRegistered() != null) {
        assertThat(send("PUT", "/v1/jobs", golden.firstRegistered()).statusCode()).isEqualTo(200);
      }
      if (name.contains("enforce-index-right")) {
        body = body.replace("\"JobModifyIndex\":10", "\"JobModifyIndex\":1");
      }
      HttpResponse<String> answer = send(golden.method(), golden.path(), body);
      // Indexes follow from what else was written, so texts that hold them are compared in part.
      String recorded = golden.response().get("body").asText();
      assertThat(answer.statusCode()).as(name + ": " + answer.body()).isEqualTo(golden.status());
      if (golden.status() != 200 && !recorded.contains("conflicting job modify index")) {
        // Behind the recorded reason we say where in the body it shows.
        assertThat(answer.body().replaceFirst(" \\(line \\d+, column \\d+\\)$", ""))
            .as(name)
            .isEqualTo(recorded);
      }
      if (golden.status() == 200) {
        assertThat(
                GoldenCase.JSON.readTree(answer.body()).properties().stream().map(p -> p.getKey()))
            .as(name)
            .containsExactlyInAnyOrderElementsOf(
                golden.response().get("body").properties().stream().map(p -> p.getKey()).toList());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "001-register-minimal-service",
        "003-register-minimal-batch",
        "005-register-minimal-system",
        "007-register-minimal-sysbatch",
        "021-register-full-service",
        "037-register-warnings",
        "031-register-id-with-slash"
      })
  void aJobIsReadBackAsRecorded(String register) throws Exception {
    GoldenCase written = GoldenCase.read("jobs/" + register);
    HttpResponse<String> done = send(written);
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    assertThat(written.stripped(GoldenCase.JSON.readTree(done.body())))
        .isEqualTo(written.expected());
    int number = Integer.parseInt(register.substring(0, 3)) + 1;
    GoldenCase read =
        GoldenCase.read(
            "jobs/%03d-read-%s".formatted(number, register.substring("000-register-".length())));
    HttpResponse<String> answer = send(read);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(withoutStatus(read.stripped(GoldenCase.JSON.readTree(answer.body()))))
        .isEqualTo(withoutStatus(wholeNumbers(read.expected())));
  }

  /**
   * The recorder wrote whole numbers of free-form values with a fraction; the bytes sent had none.
   */
  private static JsonNode wholeNumbers(JsonNode node) throws IOException {
    return GoldenCase.JSON.readTree(node.toString().replaceAll("(:\\d+)\\.0(?=[,}\\]])", "$1"));
  }

  /** Nothing is scheduled here, so a job stays pending. */
  private static JsonNode withoutStatus(JsonNode job) {
    ((ObjectNode) job).remove("Status");
    return job;
  }
}
