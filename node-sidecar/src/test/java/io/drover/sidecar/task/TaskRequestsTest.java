package io.drover.sidecar.task;

import static io.drover.sidecar.task.TestNode.PATIENCE;
import static io.drover.sidecar.task.TestNode.mock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.TaskPhase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users ask of running tasks, answered as Nomad 1.6.1 does. */
final class TaskRequestsTest {

  private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

  @TempDir Path directory;
  private TestNode node;
  private AllocId id;

  @BeforeEach
  void start() throws Exception {
    node = new TestNode(directory);
    id =
        node.run(
            TestNode.job(
                "service",
                mock("t", "{\"run_for\":\"1h\"}", ""),
                mock("u", "{\"run_for\":\"1h\"}", ""),
                mock("pre", "{\"run_for\":\"1ms\"}", "\"Lifecycle\":{\"Hook\":\"prestart\"}")));
    await().atMost(PATIENCE).until(() -> runs("t") && runs("u"));
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private boolean runs(String task) {
    return node.state(id, task).state() == TaskPhase.RUNNING;
  }

  private boolean runsAfterRestarts(String task, int restarts) {
    return runs(task) && node.state(id, task).restarts() == restarts;
  }

  @Test
  void oneTaskIsRestartedAtOnceAndThatCountsNoAttempt() throws Exception {
    node.allocations.restart(id.value(), "u", false);
    await().atMost(PATIENCE).until(() -> runsAfterRestarts("u", 1));
    assertThat(node.events(id, "u"))
        .containsExactly(
            "Received: Task received by client",
            "Task Setup: Building Task Directory",
            "Started: Task started by client",
            "Restart Signaled: User requested task to restart",
            "Terminated: Exit Code: 0",
            "Restarting: Task restarting in 0s",
            "Started: Task started by client");
    assertThat(node.state(id, "t").restarts()).isZero();
    assertThat(node.state(id, "u").lastRestart()).isNotNull();
    assertThat(node.state(id, "u").events().get(3).details())
        .containsOnly(
            org.assertj.core.api.Assertions.entry(
                "restart_reason", "User requested task to restart"));
  }

  @Test
  void allThatRunAreRestartedAndThoseThatEndedAreNot() throws Exception {
    node.allocations.restart(id.value(), "", false);
    await().atMost(PATIENCE).until(() -> runsAfterRestarts("t", 1) && runsAfterRestarts("u", 1));
    assertThat(node.events(id, "t"))
        .contains("Restart Signaled: User requested running tasks to restart");
    assertThat(node.events(id, "pre")).hasSize(4);
  }

  @Test
  void allTasksIncludeThoseThatEndedAndKeepTheirOrder() throws Exception {
    node.allocations.restart(id.value(), "", true);
    await().atMost(PATIENCE).until(() -> runsAfterRestarts("t", 1) && runsAfterRestarts("u", 1));
    assertThat(node.events(id, "pre"))
        .containsExactly(
            "Received: Task received by client",
            "Task Setup: Building Task Directory",
            "Started: Task started by client",
            "Terminated: Exit Code: 0",
            "Restart Signaled: User requested all tasks to restart",
            "Restarting: Task restarting in 0s",
            "Started: Task started by client",
            "Terminated: Exit Code: 0");
    assertThat(node.state(id, "pre").restarts()).isEqualTo(1);
    assertThat(node.state(id, "t").startedAt())
        .isAfterOrEqualTo(node.state(id, "pre").finishedAt());
  }

  private void refused(
      int status, String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    RequestRefused refused = catchThrowableOfType(RequestRefused.class, call);
    assertThat(refused).as(message).isNotNull().hasMessage(message);
    assertThat(refused.status()).isEqualTo(status);
  }

  @Test
  void whatCannotBeDoneIsRefusedInNomadsWords() throws Exception {
    String alloc = id.value();
    refused(
        500,
        "task name cannot be set when restarting all tasks",
        () -> node.allocations.restart(alloc, "t", true));
    refused(
        500,
        "Could not find task runner for task: zz",
        () -> node.allocations.restart(alloc, "zz", false));
    refused(500, "Task not running", () -> node.allocations.restart(alloc, "pre", false));
    refused(500, "Task not found", () -> node.allocations.signal(alloc, "zz", "SIGHUP"));
    refused(500, "Task not running", () -> node.allocations.signal(alloc, "pre", "SIGHUP"));
    refused(
        500,
        "1 error occurred:\n\t* Failed to signal task: pre, err: Task not running\n\n",
        () -> node.allocations.signal(alloc, "", "SIGHUP"));
    refused(
        404,
        "Unknown allocation \"" + NOBODY + "\"",
        () -> node.allocations.signal(NOBODY, "", ""));
    refused(
        404,
        "Unknown allocation \"" + NOBODY + "\"",
        () -> node.allocations.restart(NOBODY, "", false));
    refused(500, "task not found", () -> node.allocations.exec(alloc, "zz", List.of("a"), false));
    refused(
        404,
        "task \"pre\" is not running.",
        () -> node.allocations.exec(alloc, "pre", List.of("a"), false));
    refused(
        400, "must provide task name", () -> node.allocations.exec(alloc, "", List.of("a"), false));
    refused(
        400, "command is not present", () -> node.allocations.exec(alloc, "t", List.of(), false));
    refused(
        500,
        "No such allocation on client, or allocation not eligible for GC",
        () -> node.allocations.collect(alloc));
    assertThat(node.allocations.usage(alloc, "zz")).isEmpty();
  }

  @Test
  void signalsLeaveAnEventWithTheNameAsItWasGiven() throws Exception {
    node.allocations.signal(id.value(), "t", "SIGFOO");
    assertThat(node.events(id, "t")).endsWith("Signaling: Task being sent a signal");
    assertThat(node.state(id, "t").events().getLast().details())
        .containsOnly(org.assertj.core.api.Assertions.entry("signal", "SIGFOO"));
  }

  @Test
  void anAllocationThatIsToStopIsNotRestartedAndCanBeCollected() throws Exception {
    node.stop(id);
    node.awaitStatus(id, ClientStatus.COMPLETE);
    refused(
        500,
        "restart of an alloc that should not run",
        () -> node.allocations.restart(id.value(), "", false));
    refused(
        500,
        "3 errors occurred:\n\t* Failed to signal task: t, err: Task not running\n"
            + "\t* Failed to signal task: u, err: Task not running\n"
            + "\t* Failed to signal task: pre, err: Task not running\n\n",
        () -> node.allocations.signal(id.value(), "", "SIGHUP"));
    node.unacknowledged.add(id);
    assertThatExceptionOfType(RequestRefused.class)
        .isThrownBy(() -> node.allocations.collect(id.value()));
    node.unacknowledged.clear();
    node.allocations.collect(id.value());
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(node.directory(id)).doesNotExist());
    node.allocations.collect(id.value());
    assertThat(node.allocations.directory(id.value())).isEqualTo(node.directory(id));
    assertThat(node.allocations.logs(id.value(), "t", "stdout"))
        .isEqualTo(
            new Allocations.LogPlace.Missing(
                500,
                "failed to list entries: open "
                    + node.directory(id)
                    + "/alloc/logs: no such file or directory"));
    node.want(node.wanted(id));
    assertThat(node.directory(id)).as("it is not begun again").doesNotExist();
  }

  @Test
  void outputIsCompleteOnceItsTaskHasEnded() throws Exception {
    assertThat(node.allocations.complete(id.value(), "t")).isFalse();
    await().atMost(PATIENCE).until(() -> node.allocations.complete(id.value(), "pre"));
    node.stop(id);
    await().atMost(PATIENCE).until(() -> node.allocations.complete(id.value(), "t"));
  }
}
