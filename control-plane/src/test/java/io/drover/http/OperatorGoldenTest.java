package io.drover.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.NodeBuilder;
import io.drover.contract.model.NodeStatus;
import io.drover.event.NodeRegistered;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recorded answers of namespaces, node pools, the scheduler configuration and collection. */
@QuarkusTest
class OperatorGoldenTest {

  /** What Drover answers otherwise on purpose; docs/api/differences.md says why. */
  private static final Map<String, Integer> OTHERWISE =
      Map.of("node-pools/011-put-sched-config", 200);

  private final HttpClient client = HttpClient.newHttpClient();

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

  private static List<String> names(String area) throws Exception {
    Path folder = Path.of(OperatorGoldenTest.class.getResource("/golden/" + area).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> area + "/" + f.getFileName().toString().replace(".json", ""))
          .sorted()
          .toList();
    }
  }

  private void replay(String name) throws Exception {
    GoldenCase golden = GoldenCase.read(name);
    HttpResponse<String> answer = send(golden.method(), golden.path(), golden.body());
    String shown = name + ": " + answer.body();
    if (OTHERWISE.containsKey(name)) {
      assertThat(answer.statusCode()).as(shown).isEqualTo(OTHERWISE.get(name));
      return;
    }
    assertThat(answer.statusCode()).as(shown).isEqualTo(golden.status());
    JsonNode recorded = golden.expected();
    if (recorded.isTextual()) {
      String text = recorded.asText();
      // A malformed body is answered with the same words, and then where.
      assertThat(answer.body()).as(name).startsWith(text);
      return;
    }
    JsonNode body = golden.stripped(GoldenCase.JSON.readTree(answer.body()));
    assertThat(plain(body)).as(name).isEqualTo(plain(recorded));
  }

  /** Without what differs from run to run beside the volatile places: indexes and digests. */
  private static JsonNode plain(JsonNode body) {
    if (body instanceof ObjectNode object) {
      object.remove(List.of("Hash", "CreateIndex", "ModifyIndex", "Index"));
    }
    body.forEach(OperatorGoldenTest::plain);
    return body;
  }

  @Test
  void namespacesAreAsRecorded() throws Exception {
    for (String name : names("namespaces")) {
      switch (name) {
        case "namespaces/019-delete-with-jobs" -> {
          send("PUT", "/v1/namespace", "{\"Name\":\"n1\"}");
          assertThat(send("PUT", "/v1/jobs?namespace=n1", job("left", "default")).statusCode())
              .isEqualTo(200);
        }
        case "namespaces/020-delete-with-variables" ->
            send("DELETE", "/v1/job/left?purge=true&namespace=n1", "");
        default -> {}
      }
      replay(name);
    }
  }

  @Test
  void aJobOfNoNamespaceOrPoolIsRefused() throws Exception {
    assertThat(send("PUT", "/v1/jobs?namespace=none", job("j", "default")).body())
        .contains("job \"j\" is in nonexistent namespace \"none\"");
    assertThat(send("PUT", "/v1/jobs", job("j", "none")).body())
        .contains("job \"j\" is in nonexistent node pool \"none\"");
  }

  @Test
  void nodePoolsAreAsRecorded() throws Exception {
    backend.write(
        new NodeRegistered(
            NodeBuilder.builder()
                .id(new NodeId("2bb6d314-6702-f8af-cea8-32733e20fe14"))
                .name("n")
                .datacenter("dc1")
                .nodePool("default")
                .status(NodeStatus.READY)
                .schedulingEligibility(Eligibility.ELIGIBLE)
                .build(),
            1));
    for (String name : names("node-pools")) {
      switch (name) {
        case "node-pools/013-list-prefix" -> send("DELETE", "/v1/node/pool/sc", "");
        case "node-pools/023-jobs" ->
            assertThat(send("PUT", "/v1/jobs", job("pj", "gpu")).statusCode()).isEqualTo(200);
        case "node-pools/028-delete" -> send("DELETE", "/v1/job/pj?purge=true", "");
        default -> {}
      }
      if (name.equals("node-pools/023-jobs")) {
        HttpResponse<String> jobs = send("GET", "/v1/node/pool/gpu/jobs", "");
        assertThat(GoldenCase.JSON.readTree(jobs.body()).findValuesAsText("NodePool"))
            .containsExactly("gpu");
      } else {
        replay(name);
      }
    }
  }

  @Test
  void aPoolThatANodeNamesIsThere() throws Exception {
    backend.write(
        new NodeRegistered(
            NodeBuilder.builder()
                .id(new NodeId("2bb6d314-6702-f8af-cea8-32733e20fe14"))
                .name("n")
                .nodePool("edge")
                .status(NodeStatus.READY)
                .schedulingEligibility(Eligibility.ELIGIBLE)
                .build(),
            1));
    assertThat(send("GET", "/v1/node/pool/edge", "").statusCode()).isEqualTo(200);
    assertThat(send("DELETE", "/v1/node/pool/edge", "").body())
        .isEqualTo("1 error occurred:\n\t* node pool \"edge\" has nodes in regions: [global]\n\n");
  }

  @Test
  void theSchedulerConfigurationIsAsRecorded() throws Exception {
    send("PUT", "/v1/jobs", job("j", "default")); // So that no index is 1 by chance.
    for (String name : names("operator")) {
      replay(name);
    }
  }

  @Test
  void registrationsCanBeRefusedForAWhile() throws Exception {
    String path = "/v1/operator/scheduler/configuration";
    assertThat(send("PUT", "/v1/jobs", job("old", "default")).statusCode()).isEqualTo(200);
    send("PUT", path, "{\"RejectJobRegistration\":true}");
    String refusal =
        "Job registration, dispatch, and scale are disabled by the scheduler configuration";
    for (HttpResponse<String> answer :
        List.of(
            send("PUT", "/v1/jobs", job("new", "default")),
            send("PUT", "/v1/job/old/scale", "{\"Count\":2,\"Target\":{\"Group\":\"g\"}}"))) {
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).isEqualTo(refusal);
    }
    send("PUT", path, "{}");
    assertThat(send("PUT", "/v1/jobs", job("new", "default")).statusCode()).isEqualTo(200);
  }

  @Test
  void evaluationsAreDeletedOnlyWhileNothingIsScheduled() throws Exception {
    send("PUT", "/v1/jobs", job("j", "default"));
    String id =
        GoldenCase.JSON
            .readTree(send("GET", "/v1/evaluations", "").body())
            .get(0)
            .get("ID")
            .asText();
    String one = "{\"EvalIDs\":[\"" + id + "\"]}";
    assertThat(send("DELETE", "/v1/evaluations", one).body())
        .isEqualTo("eval broker is enabled; eval broker must be paused to delete evals");
    assertThat(send("DELETE", "/v1/evaluations", "{}").body())
        .isEqualTo("evals must be deleted by either ID or filter");
    assertThat(send("DELETE", "/v1/evaluations", "{\"EvalIDs\":[\"x\"],\"Filter\":\"x\"}").body())
        .isEqualTo("evals cannot be deleted by both ID and filter");
    send("PUT", "/v1/operator/scheduler/configuration", "{\"PauseEvalBroker\":true}");
    assertThat(send("DELETE", "/v1/evaluations", "{\"EvalIDs\":[\"none\"]}").body())
        .isEqualTo("eval not found");
    assertThat(send("DELETE", "/v1/evaluations", "{\"Filter\":\"!!\"}").statusCode())
        .isEqualTo(500);
    assertThat(send("DELETE", "/v1/evaluations", "{\"Filter\":\"JobID == \\\"j\\\"\"}").body())
        .startsWith("{\"Count\":1,");
    assertThat(send("GET", "/v1/evaluations", "").body()).isEqualTo("[]");
  }

  @Test
  void anOldNodeIsCollectedWhenAsked() throws Exception {
    backend.write(
        new NodeRegistered(
            NodeBuilder.builder()
                .id(new NodeId("2bb6d314-6702-f8af-cea8-32733e20fe14"))
                .name("n")
                .status(NodeStatus.DOWN)
                .schedulingEligibility(Eligibility.ELIGIBLE)
                .build(),
            1));
    assertThat(send("PUT", "/v1/system/gc", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/v1/nodes", "").body()).isEqualTo("[]");
  }

  private static String job(String id, String pool) {
    return """
    {"Job":{"ID":"%s","Name":"%s","NodePool":"%s","Datacenters":["dc1"],"TaskGroups":[
    {"Name":"g","Tasks":[{"Name":"t","Driver":"mock_driver"}]}]}}"""
        .formatted(id, id, pool);
  }
}
