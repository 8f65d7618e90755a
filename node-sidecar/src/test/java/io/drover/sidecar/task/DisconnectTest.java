package io.drover.sidecar.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.TaskGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of allocations while nobody is heard of the servers. */
final class DisconnectTest {

  @TempDir Path directory;
  private final AtomicLong nanoTime = new AtomicLong(-17);
  private final ServerContact contact = new ServerContact(nanoTime::get);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private TestNode node;
  private DisconnectStop stop;

  @BeforeEach
  void start() throws Exception {
    node = new TestNode(directory);
    stop = new DisconnectStop(node.allocations, contact, timer);
  }

  @AfterEach
  void stop() throws Exception {
    stop.close();
    timer.shutdownNow();
    node.close();
  }

  private AllocId run(UnaryOperator<TaskGroup> change) throws Exception {
    JobSpec job =
        TestNode.job(
            "service", TestNode.mock("t", "{\"run_for\":\"1h\",\"kill_after\":\"1ms\"}", ""));
    AllocId id = node.run(job.withTaskGroups(List.of(change.apply(job.taskGroups().getFirst()))));
    node.awaitStatus(id, ClientStatus.RUNNING);
    return id;
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  @Test
  void onlyTheAllocationThatMayNotGoOnAloneStopsAndOnlyAfterItsTime() throws Exception {
    AllocId patient = run(group -> group.withStopAfterClientDisconnect(Duration.ofHours(2)));
    AllocId lasting = run(group -> group.withMaxClientDisconnect(Duration.ofMinutes(1)));
    AllocId plain = run(group -> group);
    AllocId brief = run(group -> group.withStopAfterClientDisconnect(Duration.ofMinutes(1)));
    pass(Duration.ofSeconds(59));
    assertThat(contact.heard(Duration.ofSeconds(10))).isFalse();
    pass(Duration.ofSeconds(59));
    assertThat(node.allocations.stopDisconnected(contact.silence()))
        .contains(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(2));
    node.awaitStatus(brief, ClientStatus.COMPLETE);
    assertThat(node.events(brief, "t")).contains("Killed: Task successfully killed");
    pass(Duration.ofMinutes(30));
    assertThat(node.allocations.stopDisconnected(contact.silence())).isPresent();
    for (AllocId other : List.of(patient, lasting, plain)) {
      assertThat(node.events(other, "t")).last().isEqualTo("Started: Task started by client");
    }
  }

  @Test
  void silenceThatWasTooLongForTheServersIsNoticedOnce() {
    assertThat(contact.heard(Duration.ofSeconds(10))).isFalse();
    pass(Duration.ofSeconds(10));
    assertThat(contact.heard(Duration.ofSeconds(5))).isFalse();
    pass(Duration.ofSeconds(6));
    assertThat(contact.heard(Duration.ofSeconds(5))).isTrue();
    assertThat(contact.heard(Duration.ofSeconds(5))).isFalse();
  }

  @Test
  void everythingIsReportedAnewWhenItIsAskedFor() throws Exception {
    AllocId id = run(group -> group);
    node.forgetReports();
    node.allocations.reportAll();
    await()
        .atMost(TestNode.PATIENCE)
        .untilAsserted(() -> assertThat(node.events(id, "t")).hasSizeGreaterThan(1));
  }
}
