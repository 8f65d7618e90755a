package io.drover.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What can be done to a job, as the original answered it, one request after another. Nothing is
 * scheduled here, so what schedulers write is left out of the comparison.
 */
@QuarkusTest
class JobLifecycleGoldenTest {

  private static final String AREA = "job-lifecycle";

  /** What only scheduling brings about. */
  private static final Set<String> SCHEDULED = Set.of("Status", "Placed", "JobSummary");

  /** Answered otherwise on purpose, see docs/api/differences.md. */
  private static final Set<String> DIFFERENT =
      Set.of("103-stable-read-current", "168-deregister-no-shutdown-delay-bad");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> ids = new HashMap<>();

  @Inject Backend backend;

  @TestHTTPResource("/")
  URI server;

  @BeforeEach
  void freshState() {
    backend.reset();
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

  private void register(JsonNode job) throws Exception {
    HttpResponse<String> done = send("PUT", "/v1/jobs", "{\"Job\":" + job + "}");
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
  }

  /** A job as it was recorded when it was read. */
  private static ObjectNode recorded(String name) {
    return (ObjectNode) GoldenCase.read(AREA + "/" + name).response().get("body");
  }

  private static ObjectNode named(ObjectNode job, String id) {
    ObjectNode copy = job.deepCopy();
    copy.put("ID", id).put("Name", id).put("ParentID", "").put("Stop", false);
    copy.putNull("Periodic").putNull("Payload");
    return copy;
  }

  private static ObjectNode parameterized(String id, String payload) {
    ObjectNode job = named(recorded("041-dispatch-parent-read"), id);
    job.putNull("Meta");
    job.putObject("ParameterizedJob").put("Payload", payload);
    return job;
  }

  private void registerVersions(String name, int from, int to) throws Exception {
    JsonNode newestFirst = recorded(name).get("Versions");
    for (int version = from; version <= to; version++) {
      for (JsonNode job : newestFirst) {
        if (job.get("Version").asInt() == version) {
          register(job);
        }
      }
    }
  }

  private void registerScaled() throws Exception {
    ObjectNode job = recorded("086-scale-up-job");
    ((ObjectNode) job.at("/TaskGroups/0")).put("Count", 2);
    register(job);
    ObjectNode system = named(recorded("074-revert-read"), "scale-sys");
    system.put("Type", "system").putNull("Update");
    ObjectNode group = (ObjectNode) system.at("/TaskGroups/0");
    group.putNull("Update").putNull("ReschedulePolicy").putNull("Migrate").put("Count", 1);
    register(system);
  }

  private void registerPeriodic() throws Exception {
    ObjectNode on = named(recorded("122-periodic-force-child"), "perf");
    on.putObject("Periodic").put("Spec", "0 0 1 1 *").put("ProhibitOverlap", true);
    register(on);
    ObjectNode off = named(on, "perd");
    off.putObject("Periodic").put("Spec", "0 0 1 1 *").put("Enabled", false);
    register(off);
  }

  /** What the recorder did in between. */
  private void before(String name) throws Exception {
    switch (name) {
      case "038-dispatch-ok" -> {
        register(recorded("041-dispatch-parent-read"));
        register(parameterized("disp-req", "required"));
        register(parameterized("disp-forbid", "forbidden"));
        register(named(recorded("074-revert-read"), "ut1"));
      }
      case "060-dispatch-stopped-parent" -> send("DELETE", "/v1/job/disp-forbid", "");
      case "066-stable-ok" -> registerVersions("067-stable-read", 0, 2);
      case "073-revert-ok" -> registerVersions("082-revert-versions", 0, 2);
      case "083-versions-kept" -> registerVersions("083-versions-kept", 5, 9);
      case "084-scale-status" -> registerScaled();
      case "119-periodic-force-ok" -> registerPeriodic();
      case "149-deregister" -> register(named(recorded("155-deregister-re-register-read"), "der"));
      default -> {}
    }
  }

  /** The order in which they were recorded: numbers were given in two goes. */
  private static List<String> names() throws Exception {
    Path folder =
        Path.of(
            Objects.requireNonNull(JobLifecycleGoldenTest.class.getResource("/golden/" + AREA))
                .toURI());
    try (Stream<Path> files = Files.list(folder)) {
      List<String> sorted =
          files
              .map(f -> f.getFileName().toString().replace(".json", ""))
              .sorted(
                  java.util.Comparator.comparing(
                      n -> n.compareTo("103") >= 0 && n.compareTo("107") < 0 ? "072" + n : n))
              .toList();
      return sorted;
    }
  }

  private String mapped(String text) {
    String mapped = text;
    for (Map.Entry<String, String> id : ids.entrySet()) {
      mapped = mapped.replace(id.getKey(), id.getValue());
    }
    return mapped;
  }

  private static String body(GoldenCase golden) {
    return golden.name().contains("143-")
        ? golden.body().replace("the letter x 1000001 times", "x".repeat(1_000_001))
        : golden.body();
  }

  @Test
  void aJobLivesAsRecorded() throws Exception {
    int compared = 0;
    for (String name : names()) {
      before(name);
      GoldenCase golden = GoldenCase.read(AREA + "/" + name);
      HttpResponse<String> answer = send(golden.method(), mapped(golden.path()), body(golden));
      if (DIFFERENT.contains(name)) {
        assertThat(answer.body()).isNotEqualTo(golden.response().get("body").asText());
        continue;
      }
      assertThat(answer.statusCode()).as(name + ": " + answer.body()).isEqualTo(golden.status());
      compare(name, golden, answer.body());
      compared++;
    }
    assertThat(compared).isGreaterThan(100);
  }

  @Test
  void versionsAreComparedAsRecorded() throws Exception {
    ran("001-register-minimal-service", "041-register-via-job-path");
    ran("042-register-eval-priority-query", "078-versions-diffs", "079-versions-diffs-bad");
  }

  @Test
  void countsArePreservedAsRecorded() throws Exception {
    ran("013-register-minimal-scaling", "044-register-preserve-counts");
    // There, every registration of a job with a policy is a new version; here this one is none.
    GoldenCase read = GoldenCase.read("job-versions/045-register-preserve-counts-read");
    HttpResponse<String> answer = send(read.method(), read.path(), "");
    assertThat(GoldenCase.JSON.readTree(answer.body()).at("/TaskGroups/0/Count"))
        .isEqualTo(read.expected().at("/TaskGroups/0/Count"));
  }

  private void ran(String... names) throws Exception {
    for (String name : names) {
      GoldenCase golden = GoldenCase.read("job-versions/" + name);
      HttpResponse<String> answer = send(golden.method(), golden.path(), golden.body());
      assertThat(answer.statusCode()).as(name + ": " + answer.body()).isEqualTo(golden.status());
      compare(name, golden, answer.body());
    }
  }

  private void compare(String name, GoldenCase golden, String answer) throws IOException {
    JsonNode recorded = golden.response().get("body");
    if (!recorded.isContainerNode()) {
      // Behind the recorded reason we say where in the body it shows.
      assertThat(answer.replaceFirst(" \\(line \\d+, column \\d+\\)$", ""))
          .as(name)
          .isEqualTo(recorded.asText());
      return;
    }
    JsonNode ours = GoldenCase.JSON.readTree(answer);
    learn(recorded, ours);
    assertThat(plain(golden.stripped(ours)).toPrettyString())
        .as(name)
        .isEqualTo(plain(wholeNumbers(golden.expected())).toPrettyString());
  }

  /** Ids that were made here for ids that were made there. */
  private void learn(JsonNode recorded, JsonNode ours) {
    for (String member : List.of("DispatchedJobID", "EvalID")) {
      if (recorded.path(member) instanceof TextNode id && !id.asText().isEmpty()) {
        ids.put(id.asText(), ours.path(member).asText());
      }
    }
    if (recorded.path(0).path("ParentID").asText().equals("perf")) {
      ids.put(recorded.path(0).get("ID").asText(), ours.path(0).path("ID").asText());
    }
    if (recorded.path(0).has("Target")) {
      ids.put(recorded.path(0).get("ID").asText(), ours.path(0).path("ID").asText());
      ids.put("prefix=4dba", "prefix=" + ours.path(0).path("ID").asText().substring(0, 4));
    }
    if (recorded.has("EvalID") && ours.has("EvalID")) {
      assertThat(ours.get("EvalID").asText().isEmpty())
          .isEqualTo(recorded.get("EvalID").asText().isEmpty());
    }
  }

  private JsonNode plain(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(SCHEDULED);
      ObjectNode sorted = GoldenCase.JSON.createObjectNode();
      object.properties().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(p -> sorted.set(p.getKey(), plain(p.getValue())));
      return sorted;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = GoldenCase.JSON.createArrayNode();
      array.forEach(item -> copy.add(plain(item)));
      return copy;
    }
    return node.isTextual() ? TextNode.valueOf(mapped(node.asText())) : node;
  }

  /** The recorder wrote whole numbers of free-form values with a fraction. */
  private static JsonNode wholeNumbers(JsonNode node) throws IOException {
    return GoldenCase.JSON.readTree(node.toString().replaceAll("(:\\d+)\\.0(?=[,}\\]])", "$1"));
  }
}
