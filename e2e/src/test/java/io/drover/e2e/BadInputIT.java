package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.e2e.fixture.Agent;
import io.drover.e2e.fixture.Http;
import io.drover.e2e.fixture.Jobs;
import io.drover.e2e.fixture.RawRequest;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are wrong get a plain answer, and the server is none the worse for them. */
final class BadInputIT {

  private static final long HUNDRED_MEGABYTES = 100L << 20;
  private static final int DEPTH = 10_000;

  private static Agent server;

  @BeforeAll
  static void start() {
    server = Agent.server("bad-input").startReady();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void theServerStillWorks() throws IOException {
    String id = "good-" + UUID.randomUUID();
    Jobs.register(server.http(), Jobs.unplaceable(id));
    assertThat(server.http().get("/v1/job/" + id).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Job\": {\"ID\": \"x\",}}",
        "{\"Job\": {\"ID\": \"x\"",
        "{\"Job\" {}}",
        "{\"Job\": {\"ID\": 'x'}}",
        "nonsense",
        "[1,2",
        "\u0000\u0001"
      })
  void malformedJsonIsRefusedWithAReason(String body) throws IOException {
    Http.Answer answer = server.http().put("/v1/jobs", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).matches("(?s).+ \\(line \\d+, column \\d+\\)");
    assertPlain(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Job\": {\"ID\": 7}}",
        "{\"Job\": {\"ID\": \"x\", \"Priority\": \"high\"}}",
        "{\"Job\": {\"ID\": \"x\", \"TaskGroups\": {}}}",
        "{\"Job\": {\"ID\": \"x\", \"TaskGroups\": [{\"Count\": \"three\"}]}}",
        "{\"Job\": []}"
      })
  void wrongTypesAreRefusedNamingTheFault(String body) throws IOException {
    Http.Answer answer = server.http().put("/v1/jobs", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("cannot unmarshal");
    assertPlain(answer);
  }

  @Test
  void anEmptyBodyIsSaidToBeEmpty() throws IOException {
    Http.Answer answer = server.http().put("/v1/jobs", "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("Request body is empty");
  }

  @Test
  void aJobThatBreaksRulesIsToldAllOfThem() throws IOException {
    Http.Answer answer =
        server.http().put("/v1/jobs", "{\"Job\": {\"ID\": \"a b\", \"Priority\": 1000}}");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).contains("space").contains("Missing job task groups");
  }

  @Test
  void aBodyOf100MegabytesIsRefusedBeforeItIsSent() throws IOException {
    RawRequest.Outcome outcome =
        RawRequest.announced(server.ports().http(), "/v1/jobs", HUNDRED_MEGABYTES);
    assertThat(outcome.statusLine()).contains(" 413 ");
    assertThat(outcome.bytesSent()).as("bytes of the body that were taken").isLessThan(16L << 20);
    assertThat(outcome.answer()).as("the limit is named").containsPattern("\\d{6,}|\\d+ ?M");
  }

  @Test
  void anEndlessChunkedBodyIsCutOff() throws IOException {
    RawRequest.Outcome outcome =
        RawRequest.chunked(server.ports().http(), "/v1/jobs", HUNDRED_MEGABYTES);
    assertThat(outcome.bytesSent()).isLessThan(HUNDRED_MEGABYTES / 2);
    assertThat(outcome.statusLine()).contains(" 413 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void jsonOf10000LevelsIsRefused(String level) throws IOException {
    assertTooDeep(server.http().put("/v1/jobs", level.repeat(DEPTH)));
    String job =
        """
        {"Job": {"ID": "deep", "TaskGroups": [{"Name": "g", "Tasks": [
          {"Name": "t", "Driver": "raw_exec", "Config": {"x": %s%s}}]}]}}
        """
            .formatted("[".repeat(DEPTH), "]".repeat(DEPTH));
    assertTooDeep(server.http().put("/v1/jobs", job));
  }

  /** Too much is asked for, as with a body that is too long, so the status may be the same. */
  private static void assertTooDeep(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isIn(400, 413);
    assertThat(answer.body()).contains("nested deeper than");
    assertPlain(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/jobs?index=x, Invalid index",
    "/v1/jobs?index=-1, Invalid index",
    "/v1/jobs?index=18446744073709551616, Invalid index",
    "/v1/job/none?index=1.5, Invalid index",
    "/v1/jobs?wait=x, Invalid wait time",
    "/v1/jobs?index=1&wait=10, Invalid wait time",
    "/v1/nodes?index=1&wait=5q, Invalid wait time",
  })
  void invalidIndexAndWaitAreNamed(String path, String text) throws IOException {
    Http.Answer answer = server.http().get(path);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/job/none, job not found",
    "/v1/job/none/summary, job not found",
    "/v1/job/a%2Fb, job not found",
    "/v1/allocation/11111111-2222-3333-4444-555555555555, alloc not found",
    "/v1/evaluation/11111111-2222-3333-4444-555555555555, eval not found",
    "/v1/node/11111111-2222-3333-4444-555555555555, node not found",
  })
  void whatIsNotThereIsNotFound(String path, String text) throws IOException {
    Http.Answer answer = server.http().get(path);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"DELETE, /v1/jobs", "PATCH, /v1/jobs", "PUT, /v1/allocations", "POST, /v1/nodes"})
  void aWrongMethodIsNotAllowed(String method, String path) throws IOException {
    Http.Answer answer = server.http().send(method, path, "");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.body()).isEqualTo("Invalid method");
  }

  @Test
  void anUnknownPathIsABare404() throws IOException {
    Http.Answer answer = server.http().get("/v1/frob");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void jsonOfUnknownFieldsIsTakenAsClientsExpect() throws IOException {
    Http.Answer answer =
        server
            .http()
            .put("/v1/jobs", Jobs.request(Jobs.unplaceable("unknown-field").put("Frob", 1)));
    assertThat(answer.status()).isEqualTo(200);
  }

  /** A sentence for a person: no page of HTML, no stack trace, no name of a class. */
  private static void assertPlain(Http.Answer answer) {
    assertThat(answer.body())
        .isNotBlank()
        .doesNotContain("\tat ")
        .doesNotContain("Exception")
        .doesNotContain("com.fasterxml")
        .doesNotContain("<html");
  }
}
