package io.drover.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.command.AdvanceDrains;
import io.drover.command.Commands;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.Digest;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.json.Json;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.AllocatedSharedResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.AllocationBuilder;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.JobRef;
import io.drover.contract.model.JobType;
import io.drover.contract.model.Node;
import io.drover.event.NodeRegistered;
import io.drover.event.PlanApplied;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators do to nodes and allocations, answered as the original answered it. */
@QuarkusTest
class NodeWritesGoldenTest {

  private static final String[] NODES = {
    "2bb6d314-6702-f8af-cea8-32733e20fe14",
    "34910849-09ba-4c8e-2765-0f74fa650783",
    "41b26f66-34dc-0a97-7f23-8f3690d12bab",
    "76c2d7da-a1e3-a7e6-3555-fc808fadb480"
  };

  private static final NodeId C1 = new NodeId(NODES[3]);
  private static final AllocId STOPPED = new AllocId("a08ae139-139c-22ad-861a-26c7945e5c67");

  private static final String SYSTEM_JOB =
      """
      {"Job":{"ID":"s","Name":"s","Type":"system","Datacenters":["dc1"],"TaskGroups":[
      {"Name":"g","Tasks":[{"Name":"t","Driver":"mock_driver"}]}]}}""";

  private final HttpClient client = HttpClient.newHttpClient();

  @Inject Backend backend;
  @Inject Commands commands;

  @TestHTTPResource("/")
  URI server;

  @BeforeEach
  void fourNodes() throws IOException {
    backend.reset();
    JsonNode read = GoldenCase.read("nodes/019-read").response().get("body");
    for (String id : NODES) {
      ObjectNode own = read.deepCopy();
      own.put("ID", id).put("SecretID", id);
      own.remove(List.of("Drain", "Resources", "Reserved", "Events"));
      own.remove(List.of("CSIControllerPlugins", "CSINodePlugins"));
      Node node = Json.MAPPER.readValue(own.toString(), Node.class);
      backend.write(new NodeRegistered(node, 1_000_000_000L));
    }
  }

  private static List<String> names(String area) throws IOException, URISyntaxException {
    Path folder =
        Path.of(
            Objects.requireNonNull(NodeWritesGoldenTest.class.getResource("/golden/" + area))
                .toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> area + "/" + file.getFileName().toString().replace(".json", ""))
          .sorted()
          .toList();
    }
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

  private void replay(String area) throws Exception {
    for (String name : names(area)) {
      GoldenCase golden = GoldenCase.read(name);
      if (name.contains("040-drain-empty")) {
        emptied(); // As the original's drainer had done by then.
      }
      if (name.contains("069-purge")) {
        send("PUT", "/v1/jobs", SYSTEM_JOB);
      }
      HttpResponse<String> answer = send(golden.method(), golden.path(), golden.body());
      assertThat(answer.statusCode()).as(name + ": " + answer.body()).isEqualTo(golden.status());
      compare(name, golden, answer.body());
      JsonNode index = golden.response().get("headers").get("X-Nomad-Index");
      if (index != null) {
        String ours = answer.headers().firstValue("X-Nomad-Index").orElseThrow();
        assertThat(ours.equals("0")).as(name).isEqualTo(index.asText().equals("0"));
      }
    }
  }

  private void emptied() {
    Node node = backend.store().current().node(C1);
    commands
        .submit(
            new AdvanceDrains(
                List.of(), List.of(new AdvanceDrains.Done(C1, node.drainStrategy(), false))))
        .toCompletableFuture()
        .join();
  }

  private static void compare(String name, GoldenCase golden, String answer) throws IOException {
    JsonNode recorded = golden.response().get("body");
    if (recorded.isTextual()) {
      // Behind the recorded reason we say where in the body it shows.
      assertThat(answer.replaceFirst(" \\(line \\d+, column \\d+\\)$", ""))
          .as(name)
          .isEqualTo(recorded.asText().replace("\u0001", "")); // A slip of the original.
      return;
    }
    assertThat(sorted(golden.stripped(GoldenCase.JSON.readTree(answer))).toPrettyString())
        .as(name)
        .isEqualTo(sorted(golden.expected()).toPrettyString());
  }

  private static JsonNode sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode sorted = GoldenCase.JSON.createObjectNode();
      object.properties().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(member -> sorted.set(member.getKey(), sorted(member.getValue())));
      return sorted;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = GoldenCase.JSON.createArrayNode();
      array.forEach(item -> copy.add(sorted(item)));
      return copy;
    }
    return node;
  }

  /** The nodes of the recorded list, with what its filters and its columns ask for. */
  private void recordedNodes() throws IOException {
    backend.reset();
    for (JsonNode row : GoldenCase.read("node-lists/003-list-resources").response().get("body")) {
      ObjectNode own = row.deepCopy();
      own.put("SecretID", row.get("ID").asText());
      own.put("HTTPAddr", row.get("Address").asText() + ":4646");
      own.putObject("Attributes")
          .put("os.name", "debian")
          .put("kernel.name", "linux")
          .put("nomad.version", row.get("Version").asText());
      own.putObject("Meta").put("rack", row.get("Name").asText().equals("golden-c3") ? "r3" : "r1");
      own.remove(List.of("Address", "Version", "Drain"));
      Node node = Json.MAPPER.readValue(own.toString(), Node.class);
      backend.write(new NodeRegistered(node, 1_000_000_000L));
    }
  }

  @Test
  void nodesAreListedFilteredAndPagedAsRecorded() throws Exception {
    recordedNodes();
    replay("node-lists");
  }

  @Test
  void nodesAreChangedAsRecorded() throws Exception {
    replay("node-writes");
  }

  @Test
  void anAllocationIsStoppedAsRecorded() throws Exception {
    Allocation running =
        AllocationBuilder.builder()
            .id(STOPPED)
            .evalId(new EvalId("3e29bed9-1765-71f9-06c1-a547d9f2d6f6"))
            .namespace("default")
            .jobId("a-ep3")
            .name("a-ep3.g[0]")
            .taskGroup("g")
            .nodeId(C1)
            .jobRef(new JobRef(Digest.of(new byte[0]), 0, 1, 1, JobType.SERVICE))
            .allocatedResources(
                new AllocatedResources(
                    Map.of(), Map.of(), new AllocatedSharedResources(List.of(), 0, List.of())))
            .desiredStatus(DesiredStatus.RUN)
            .clientStatus(ClientStatus.RUNNING)
            .build();
    backend.write(new PlanApplied(List.of(running), List.of(), 1));
    replay("alloc-stop");
    Allocation stopped = backend.store().current().allocation(STOPPED);
    assertThat(stopped.desiredTransition().migrate()).isTrue();
    assertThat(stopped.desiredTransition().noShutdownDelay()).isFalse();
    assertThat(backend.store().current().evaluations().rows())
        .hasSize(2)
        .allMatch(evaluation -> evaluation.triggeredBy() == EvalTrigger.ALLOC_STOP);
  }
}
