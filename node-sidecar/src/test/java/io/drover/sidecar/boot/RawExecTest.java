package io.drover.sidecar.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.TaskPhase;
import io.drover.contract.model.TaskState;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes in real cgroups, told to a control plane. */
final class RawExecTest {

  @TempDir Path directory;
  private NodeUnderTest node;

  @BeforeEach
  void start() throws Exception {
    node = new NodeUnderTest(directory);
  }

  @AfterEach
  void stop() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void aTaskThatExitsZeroCompletes() throws Exception {
    AllocId id = node.run(Jobs.job("batch", Jobs.shell("t", "echo out; echo err >&2")));
    node.awaitStatus(id, "complete");
    assertThat(node.server.events(id, "t"))
        .containsExactly(
            "Received: Task received by client",
            "Task Setup: Building Task Directory",
            "Started: Task started by client",
            "Terminated: Exit Code: 0");
    assertThat(node.read(id, "t.stdout.0")).isEqualTo("out\n");
    assertThat(node.read(id, "t.stderr.0")).isEqualTo("err\n");
    TaskState state = node.server.task(id, "t");
    assertThat(state.state()).isEqualTo(TaskPhase.DEAD);
    assertThat(state.finishedAt()).isAfterOrEqualTo(state.startedAt());
  }

  @Test
  void anExitCodeOf137IsNotASignal() throws Exception {
    AllocId exits = node.run(Jobs.job("batch", Jobs.shell("t", "exit 137")));
    AllocId killed = node.run(Jobs.job("batch", Jobs.shell("t", "kill -9 $$")));
    AllocId interrupted = node.run(Jobs.job("batch", Jobs.shell("t", "kill -2 $$")));
    node.awaitStatus(exits, "failed");
    node.awaitStatus(killed, "failed");
    node.awaitStatus(interrupted, "failed");
    assertThat(node.server.events(exits, "t"))
        .contains("Terminated: Exit Code: 137", "Not Restarting: Policy allows no restarts");
    assertThat(node.server.events(killed, "t")).contains("Terminated: Exit Code: 137, Signal: 9");
    assertThat(node.server.events(interrupted, "t"))
        .contains("Terminated: Exit Code: 130, Signal: 2");
  }

  @Test
  void theEnvironmentIsTheTasksAndNothingElse() throws Exception {
    AllocId id =
        node.run(
            Jobs.job(
                "batch",
                Jobs.raw(
                    "t",
                    "tr '\\0' '\\n' </proc/self/environ",
                    Jobs.NO_RESTARTS,
                    "'Env':{'MINE':'${meta.rack}-${node.class}-${NOMAD_TASK_NAME}','IFS':'x'}")));
    node.awaitStatus(id, "complete");
    assertThat(node.read(id, "t.stdout.0").lines())
        .contains("MINE=r1-alpha-t", "NOMAD_ALLOC_ID=" + id, "NOMAD_ALLOC_INDEX=0")
        .allMatch(line -> line.matches("(NOMAD_[A-Za-z0-9_-]+|PATH|HOME|LANG|TZ|MINE|IFS)=.*"));
  }

  @Test
  void namesThatAShellWouldDropReachTheTask() throws Exception {
    AllocId id =
        node.run(
            Jobs.job(
                "batch",
                Jobs.task("t", "raw_exec", "{'command':'/usr/bin/env'}", Jobs.NO_RESTARTS, "")));
    node.awaitStatus(id, "complete");
    assertThat(node.read(id, "t.stdout.0").lines())
        .contains("NOMAD_ALLOC_PORT_my-port=21000", "NOMAD_PORT_my_port=21000");
  }

  @Test
  void aTaskIsStoppedBySignalAndItsForkedChildrenDieToo() throws Exception {
    AllocId id =
        node.run(
            Jobs.job(
                "service",
                Jobs.shell(
                    "t",
                    "(setsid sh -c 'sleep 987 & sleep 987' &) ; trap 'exit 3' INT; "
                        + "echo up; while :; do sleep 0.05; done")));
    node.awaitStatus(id, "running");
    await().untilAsserted(() -> assertThat(node.read(id, "t.stdout.0")).isEqualTo("up\n"));
    node.server.stop(id);
    node.awaitStatus(id, "complete");
    assertThat(node.server.events(id, "t"))
        .endsWith(
            "Killing: Sent interrupt. Waiting 1s before force killing",
            "Terminated: Exit Code: 3",
            "Killed: Task successfully killed");
    assertThat(processesWith("987")).isEmpty();
  }

  @Test
  void aTaskThatIgnoresItsSignalIsKilled() throws Exception {
    AllocId id = node.run(Jobs.job("service", Jobs.shell("t", "trap '' INT; echo up; sleep 986")));
    node.awaitStatus(id, "running");
    await().untilAsserted(() -> assertThat(node.read(id, "t.stdout.0")).isEqualTo("up\n"));
    node.server.stop(id);
    node.awaitStatus(id, "complete");
    assertThat(node.server.events(id, "t"))
        .contains("Terminated: Exit Code: 137, Signal: 9", "Killed: Task successfully killed");
  }

  @Test
  void aProgramThatIsNotThereIsAnUnrecoverableError() throws Exception {
    AllocId id =
        node.run(
            Jobs.job(
                "batch",
                Jobs.task(
                    "t",
                    "raw_exec",
                    "{'command':'/no/such/binary'}",
                    "{'Attempts':1,'Interval':60000000000,'Delay':1000000000,'Mode':'fail'}",
                    "")));
    node.awaitStatus(id, "failed");
    assertThat(node.server.events(id, "t"))
        .endsWith(
            "Driver Failure: failed to launch command with executor: rpc error: code = Unknown desc"
                + " = binary \"/no/such/binary\" could not be found",
            "Not Restarting: Error was unrecoverable");
  }

  @Test
  void aPurgedAllocationLeavesNothing() throws Exception {
    AllocId id = node.run(Jobs.job("service", Jobs.shell("t", "sleep 985")));
    node.awaitStatus(id, "running");
    node.server.purge(id);
    Path allocation = node.dataDir.resolve("alloc").resolve(id.value());
    await().untilAsserted(() -> assertThat(allocation).doesNotExist());
    assertThat(processesWith("985")).isEmpty();
    await()
        .untilAsserted(
            () ->
                assertThat(node.dataDir.resolve("client/allocs").resolve(id.value()))
                    .doesNotExist());
    assertThat(node.dataDir.resolve("client/spool")).isEmptyDirectory();
  }

  static java.util.List<String> processesWith(String argument) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().arguments().isPresent())
        .filter(process -> java.util.List.of(process.info().arguments().get()).contains(argument))
        .map(process -> process.info().commandLine().orElse(""))
        .toList();
  }
}
