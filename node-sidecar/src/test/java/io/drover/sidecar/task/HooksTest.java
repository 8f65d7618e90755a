package io.drover.sidecar.task;

import static io.drover.sidecar.task.TestNode.PATIENCE;
import static io.drover.sidecar.task.TestNode.mock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DriverInfo;
import io.drover.contract.model.TaskPhase;
import io.drover.sidecar.drivers.Driver;
import io.drover.sidecar.drivers.MockDriver;
import io.drover.sidecar.drivers.RunRecord;
import io.drover.sidecar.drivers.RunningTask;
import io.drover.sidecar.drivers.StartFailed;
import io.drover.sidecar.drivers.TaskStart;
import io.drover.sidecar.task.hook.TaskContext;
import io.drover.sidecar.task.hook.TaskHook;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks around the runs of a task, and what they may ask of it. */
final class HooksTest {

  @TempDir Path directory;
  private TestNode node;
  private final List<String> course = new CopyOnWriteArrayList<>();
  private final Starts starts = new Starts();

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  /** A driver of mock tasks that remembers what it was given. */
  private static final class Starts implements Driver {

    private final MockDriver mock = new MockDriver();
    final List<TaskStart> given = new CopyOnWriteArrayList<>();

    @Override
    public String name() {
      return "starts";
    }

    @Override
    public boolean isolated() {
      return true;
    }

    @Override
    public DriverInfo fingerprint() {
      return mock.fingerprint();
    }

    @Override
    public Map<String, String> nodeAttributes() {
      return Map.of();
    }

    @Override
    public void validate(Map<String, Object> config)
        throws io.drover.sidecar.drivers.ConfigRejected {
      mock.validate(config);
    }

    @Override
    public RunningTask start(RunRecord run, TaskStart start) throws StartFailed {
      given.add(start);
      return mock.start(run, start);
    }

    @Override
    public Optional<RunningTask> recover(RunRecord run, TaskStart start) {
      return mock.recover(run, start);
    }
  }

  /** What a test's hook does before a start. */
  private interface Prestart {
    void run(TaskContext task) throws TaskHook.HookFailed, InterruptedException;
  }

  private void node(Prestart prestart) throws Exception {
    node =
        new TestNode(
            directory,
            (alloc, job, task) ->
                List.of(
                    new TaskHook() {
                      @Override
                      public String name() {
                        return "test";
                      }

                      @Override
                      public void prestart(TaskContext context)
                          throws HookFailed, InterruptedException {
                        course.add("prestart");
                        prestart.run(context);
                      }

                      @Override
                      public void poststart(TaskContext context) {
                        course.add("poststart");
                      }

                      @Override
                      public void stop(TaskContext context) {
                        course.add("stop");
                      }
                    }),
            starts);
  }

  private AllocId run(String config, String restart) throws Exception {
    return node.run(
        TestNode.job(
            "batch",
            TestNode.task("t", "starts", config, restart)
                .replace(
                    "\"Attempts\":0", restart.isEmpty() ? "\"Attempts\":0" : "\"Attempts\":1")));
  }

  @Test
  void hooksRunAroundEachRunAndTheirVariablesReachTheTask() throws Exception {
    node(
        task -> {
          assertThat(task.taskDirectory().resolve("secrets")).isDirectory();
          assertThat(task.interpolate().apply("${NOMAD_TASK_DIR}/x"))
              .as("on the host")
              .isEqualTo(task.taskDirectory() + "/local/x");
          task.addEnvironment().accept(Map.of("OWN", "run " + course.size(), "NOMAD_DC", "mine"));
        });
    AllocId id =
        run(
            "{\"run_for\":\"1ms\",\"exit_code\":1}",
            "\"Env\":{\"OWN\":\"job\",\"ALSO\":\"${NOMAD_TASK_DIR}\"}");
    node.awaitStatus(id, ClientStatus.FAILED);
    await().atMost(PATIENCE).until(() -> course.contains("stop"));
    assertThat(course).startsWith("prestart").endsWith("stop").contains("prestart");
    assertThat(course.stream().filter("prestart"::equals)).hasSize(2);
    assertThat(starts.given).hasSize(2);
    assertThat(starts.given.getFirst().environment())
        .containsEntry("OWN", "run 1")
        .containsEntry("NOMAD_DC", "mine")
        .containsEntry("ALSO", "/local")
        .containsEntry("NOMAD_ALLOC_DIR", "/alloc")
        .containsEntry("NOMAD_SECRETS_DIR", "/secrets");
  }

  @Test
  void aRecoverableFailureOfAHookFollowsTheRestartPolicy() throws Exception {
    node(
        task -> {
          if (course.size() == 1) {
            throw new TaskHook.HookFailed("not yet", true, null);
          }
        });
    AllocId id = run("{\"run_for\":\"1ms\"}", "\"Meta\":{}");
    node.awaitStatus(id, ClientStatus.COMPLETE);
    assertThat(node.events(id, "t").stream().map(text -> text.replaceAll("in .*ms", "in N")))
        .containsExactly(
            "Received: Task received by client",
            "Task Setup: Building Task Directory",
            "Task hook failed: test: not yet",
            "Restarting: Task restarting in N",
            "Started: Task started by client",
            "Terminated: Exit Code: 0");
  }

  @Test
  void anotherFailureOfAHookIsTheEnd() throws Exception {
    node(
        task -> {
          throw new TaskHook.HookFailed("never", false, null);
        });
    AllocId id = run("{\"run_for\":\"1ms\"}", "\"Meta\":{}");
    node.awaitStatus(id, ClientStatus.FAILED);
    assertThat(node.events(id, "t"))
        .endsWith("Task hook failed: test: never", "Not Restarting: Error was unrecoverable");
    assertThat(starts.given).isEmpty();
  }

  @Test
  void aBugInAHookFailsItsTaskOnly() throws Exception {
    node(
        task -> {
          throw new IllegalStateException("oops");
        });
    AllocId id = run("{\"run_for\":\"1ms\"}", "");
    node.awaitStatus(id, ClientStatus.FAILED);
    assertThat(node.events(id, "t"))
        .anyMatch(event -> event.startsWith("Task hook failed: test: internal error"));
    node.awaitStatus(
        node.run(
            TestNode.job(
                "batch", mock("m", "{\"run_for\":\"1h\"}", "").replace("mock_driver", "none"))),
        ClientStatus.FAILED);
  }

  @Test
  void aHookMayEndItsTaskBeforeItStarts() throws Exception {
    node(task -> task.control().kill("Template failed: no"));
    AllocId id = run("{\"run_for\":\"1ms\"}", "");
    node.awaitStatus(id, ClientStatus.FAILED);
    assertThat(node.events(id, "t"))
        .endsWith("Task Setup: Building Task Directory", "Killing: Template failed: no");
    assertThat(node.state(id, "t").events().getLast().details())
        .isEqualTo(Map.of("fails_task", "true"));
  }

  @Test
  void aKillGetsATaskOutOfAHookThatWaits() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    node(task -> never.await());
    AllocId id = run("{\"run_for\":\"1ms\"}", "");
    await().atMost(PATIENCE).until(() -> course.contains("prestart"));
    node.stop(id);
    node.awaitStatus(id, ClientStatus.COMPLETE);
    assertThat(node.events(id, "t"))
        .endsWith(
            "Task Setup: Building Task Directory",
            "Killing: Sent interrupt. Waiting 5s before force killing");
  }

  @Test
  void aHookRestartsSignalsAndKillsARunningTask() throws Exception {
    List<TaskHook.Control> controls = new CopyOnWriteArrayList<>();
    node(task -> controls.add(task.control()));
    AllocId id = run("{\"run_for\":\"1h\"}", "");
    await().atMost(PATIENCE).until(() -> course.contains("poststart"));
    TaskHook.Control control = controls.getFirst();
    control.signal("SIGHUP", "Template re-rendered");
    assertThat(node.events(id, "t")).endsWith("Signaling: Template re-rendered");
    control.restart("Template with change_mode restart re-rendered");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                node.state(id, "t").restarts() == 1
                    && node.state(id, "t").state() == TaskPhase.RUNNING);
    assertThat(node.events(id, "t"))
        .endsWith(
            "Restart Signaled: Template with change_mode restart re-rendered",
            "Terminated: Exit Code: 0",
            "Restarting: Task restarting in 0s",
            "Started: Task started by client");
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> control.signal("SIGFOO", "")))
        .hasMessage("unknown signal \"SIGFOO\"");
    control.kill("Template failed: again");
    node.awaitStatus(id, ClientStatus.FAILED);
    assertThat(node.events(id, "t"))
        .endsWith(
            "Killing: Template failed: again",
            "Terminated: Exit Code: 0",
            "Killed: Task successfully killed");
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> control.signal("SIGHUP", "")))
        .hasMessage("Task not running");
  }

  @Test
  void volumesReachADriverThatMounts() throws Exception {
    node(task -> {});
    AllocId id =
        run(
            "{\"run_for\":\"1ms\"}",
            "\"VolumeMounts\":[{\"Volume\":\"vol\",\"Destination\":\"/data\",\"ReadOnly\":true}]");
    node.awaitStatus(id, ClientStatus.COMPLETE);
    assertThat(starts.given.getFirst().mounts())
        .singleElement()
        .satisfies(
            mount -> {
              assertThat(mount.taskPath()).isEqualTo("/data");
              assertThat(mount.hostPath()).isEqualTo(directory);
              assertThat(mount.readonly()).isTrue();
            });
  }

  @Test
  void anUpdateInPlaceIsSeenByTheNextRun() throws Exception {
    node(task -> {});
    AllocId id = run("{\"run_for\":\"1h\"}", "\"Meta\":{\"a\":\"old\"}");
    await().atMost(PATIENCE).until(() -> course.contains("poststart"));
    var job =
        TestNode.job(
            "batch",
            TestNode.task("t", "starts", "{\"run_for\":\"1h\"}", "\"Meta\":{\"a\":\"new\"}"));
    byte[] document = io.drover.contract.json.Json.MAPPER.writeValueAsBytes(job);
    var digest = io.drover.contract.ids.Digest.of(document);
    node.store.saveDocument(digest, document);
    var alloc = node.wanted(id);
    node.want(
        alloc.withJobRef(
            TestNode.read(
                "{\"Digest\":\"%s\",\"Version\":1,\"Type\":\"batch\"}".formatted(digest.hex()),
                io.drover.contract.model.JobRef.class)));
    assertThat(starts.given).as("it goes on").hasSize(1);
    node.allocations.restart(id.value(), "t", false);
    await().atMost(PATIENCE).until(() -> starts.given.size() == 2);
    assertThat(starts.given.getLast().environment()).containsEntry("NOMAD_META_a", "new");
  }
}
