package io.drover.sidecar.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import io.drover.contract.node.v1.AllocationChecks;
import io.drover.contract.node.v1.AllocationStatistics;
import io.drover.contract.node.v1.ChangeMetadata;
import io.drover.contract.node.v1.CollectAllocations;
import io.drover.contract.node.v1.HostStatistics;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.RestartTasks;
import io.drover.contract.node.v1.SignalTasks;
import io.drover.sidecar.boot.Asked;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that answer with one document, over a real connection. */
final class DocumentRequestsTest {

  @TempDir Path directory;
  private FakeTasks tasks;
  private RequestLoop loop;

  @BeforeEach
  void start() throws Exception {
    tasks =
        new FakeTasks(
            Files.createDirectory(directory.resolve("a")),
            () -> {
              throw new AssertionError("nothing is run here");
            });
    loop = new RequestLoop(tasks.sources());
  }

  @AfterEach
  void stop() throws Exception {
    loop.close();
  }

  private Asked ask(NodeRequest.Builder request) {
    return loop.server.ask(request);
  }

  private static NodeRequest.Builder host() {
    return NodeRequest.newBuilder().setHostStatistics(HostStatistics.getDefaultInstance());
  }

  private static NodeRequest.Builder restart() {
    return NodeRequest.newBuilder()
        .setRestartTasks(RestartTasks.newBuilder().setAllocId("a").setTask("t").setAllTasks(false));
  }

  @Test
  void statisticsAndChecksAreDocuments() {
    assertThat(ask(host()).json()).isEqualTo("{\"Memory\":1}");
    assertThat(
            ask(NodeRequest.newBuilder()
                    .setAllocationStatistics(
                        AllocationStatistics.newBuilder().setAllocId("a").setTask("t")))
                .json())
        .isEqualTo("{\"of\":\"at\"}");
    assertThat(
            ask(NodeRequest.newBuilder()
                    .setAllocationChecks(AllocationChecks.newBuilder().setAllocId("a")))
                .json())
        .isEmpty();
    tasks.checks = Optional.of(JsonNodeFactory.instance.objectNode().put("c", 1));
    assertThat(
            ask(NodeRequest.newBuilder()
                    .setAllocationChecks(AllocationChecks.newBuilder().setAllocId("a")))
                .json())
        .isEqualTo("{\"c\":1}");
    assertThat(
            ask(NodeRequest.newBuilder()
                    .setAllocationChecks(AllocationChecks.newBuilder().setAllocId("b")))
                .failure()
                .getStatus())
        .isEqualTo(404);
  }

  @Test
  void deedsAreDoneAndAnsweredWithNothing() {
    tasks.restartMayEnd.countDown();
    assertThat(ask(restart()).json()).isEmpty();
    assertThat(
            ask(NodeRequest.newBuilder()
                    .setSignalTasks(
                        SignalTasks.newBuilder().setAllocId("a").setTask("t").setSignal("SIGUSR1")))
                .json())
        .isEmpty();
    assertThat(
            ask(NodeRequest.newBuilder()
                    .setCollectAllocations(CollectAllocations.newBuilder().setAllocId("a")))
                .json())
        .isEmpty();
    assertThat(tasks.done).containsExactly("restart t false", "signal t SIGUSR1", "collect a");
  }

  @Test
  void aSlowOneHoldsBackNobodyAndCanBeCancelled() throws Exception {
    Asked slow = ask(restart());
    for (int i = 0; i < 20; i++) {
      assertThat(ask(host()).json()).isNotEmpty();
    }
    loop.server.cancel(slow);
    assertThat(tasks.restartInterrupted.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(tasks.done).isEmpty();
  }

  @Test
  void moreThanTheBoundIsRefusedUntilThereIsRoomAgain() {
    for (int i = 0; i < NodeRequests.ANSWERS_MAX; i++) {
      ask(restart());
    }
    assertThat(ask(host()).failure().getStatus()).isEqualTo(429);
    tasks.restartMayEnd.countDown();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(tasks.done).hasSize(NodeRequests.ANSWERS_MAX));
    assertThat(ask(restart()).json()).isEmpty();
  }

  @Test
  void metadataIsAsRecorded() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    try (var cases = getClass().getResourceAsStream("/requests/metadata.json")) {
      for (JsonNode recorded : mapper.readTree(cases)) {
        ChangeMetadata.Builder change =
            ChangeMetadata.newBuilder().setReadOnly(recorded.get("read").asBoolean());
        if (!change.getReadOnly()) {
          change.setMetaJson(ByteString.copyFromUtf8(recorded.get("meta").toString()));
        }
        Asked asked = ask(NodeRequest.newBuilder().setChangeMetadata(change));
        String name = recorded.get("name").asText();
        if (recorded.get("status").asInt() == 200) {
          JsonNode answer = mapper.readTree(asked.json());
          assertThat(answer.get("Dynamic")).as(name).isEqualTo(recorded.at("/body/Dynamic"));
          assertThat(answer.at("/Meta/dyn")).as(name).isEqualTo(recorded.at("/body/Meta/dyn"));
          assertThat(answer.at("/Meta/rack")).as(name).isEqualTo(recorded.at("/body/Meta/rack"));
          assertThat(answer.at("/Static/rack"))
              .as(name)
              .isEqualTo(recorded.at("/body/Static/rack"));
        } else {
          assertThat(asked.failure().getMessage()).isEqualTo(recorded.get("body").asText());
          assertThat(asked.failure().getStatus()).isEqualTo(recorded.get("status").asInt());
        }
      }
    }
  }
}
