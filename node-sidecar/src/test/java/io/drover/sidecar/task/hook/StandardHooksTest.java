package io.drover.sidecar.task.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.drover.contract.model.DispatchPayload;
import io.drover.contract.model.Task;
import io.drover.contract.model.VolumeMount;
import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.executor.ExecResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hooks that every task has. */
final class StandardHooksTest {

  @TempDir Path directory;
  private TaskContext task;
  private final List<String> done = new ArrayList<>();
  private final DoneOnce once =
      new DoneOnce() {
        @Override
        public boolean done(String what) {
          return done.contains(what);
        }

        @Override
        public void mark(String what) {
          done.add(what);
        }
      };

  @BeforeEach
  void make() throws Exception {
    task =
        TestTasks.context(
            directory,
            new TaskHook.Control() {
              @Override
              public void restart(String reason) {
                throw new AssertionError(reason);
              }

              @Override
              public void signal(String signal, String reason) {
                throw new AssertionError(reason);
              }

              @Override
              public void kill(String reason) {
                throw new AssertionError(reason);
              }

              @Override
              public ExecResult exec(List<String> command, Duration deadline) {
                throw new AssertionError(command);
              }

              @Override
              public void event(String type, String message) {
                throw new AssertionError(message);
              }
            });
  }

  private TaskContext payload(String file) {
    TaskContext with =
        TestTasks.with(task, task.job().withPayload("payload".getBytes(StandardCharsets.UTF_8)));
    return TestTasks.with(with, task.task().withDispatchPayload(new DispatchPayload(file)));
  }

  @Test
  void aPayloadIsWrittenOnce() throws Exception {
    DispatchPayloadHook hook = new DispatchPayloadHook(once);
    hook.prestart(payload("in/${NOMAD_TASK_NAME}.txt"));
    Path file = task.taskDirectory().resolve("local/in/t.txt");
    assertThat(file).hasContent("payload");
    Files.writeString(file, "the task's own by now");
    hook.prestart(payload("in/${NOMAD_TASK_NAME}.txt"));
    assertThat(file).hasContent("the task's own by now");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "../../../x", "a/../..", "."})
  void aPayloadThatEscapesIsRefused(String file) {
    assertThatExceptionOfType(TaskHook.HookFailed.class)
        .isThrownBy(() -> new DispatchPayloadHook(once).prestart(payload(file)))
        .withMessageContaining("\"" + file + "\" escapes")
        .matches(failed -> !failed.recoverable());
  }

  @Test
  void aPayloadDoesNotFollowALink() throws Exception {
    Files.createSymbolicLink(task.taskDirectory().resolve("local/way"), directory);
    assertThatExceptionOfType(TaskHook.HookFailed.class)
        .isThrownBy(() -> new DispatchPayloadHook(once).prestart(payload("way/x")))
        .withMessageContaining("is a link");
  }

  private List<ExecCommand.Mount> mounts(boolean mountable, VolumeMount mount) throws Exception {
    List<ExecCommand.Mount> found = new ArrayList<>();
    new VolumesHook(mountable, found::addAll)
        .prestart(TestTasks.with(task, task.task().withVolumeMounts(List.of(mount))));
    return found;
  }

  @Test
  void aVolumeIsReadOnlyWhenAnyOfThemSaysSo() throws Exception {
    assertThat(mounts(true, new VolumeMount("vol", "/data", false, "")))
        .containsExactly(new ExecCommand.Mount("/data", directory, true, "private"));
  }

  private void volumeRefused(boolean mountable, String volume, String message) {
    assertThatExceptionOfType(TaskHook.HookFailed.class)
        .isThrownBy(() -> mounts(mountable, new VolumeMount(volume, "/data", false, "")))
        .withMessage(message);
  }

  @Test
  void volumesThatCannotBeMountedAreSaid() {
    volumeRefused(true, "none", "no volume declaration found for \"none\"");
    volumeRefused(true, "other", "failed to find host volume \"none\" on this node");
    volumeRefused(true, "csi", "volume \"csi\" has type \"csi\", which this node does not support");
    volumeRefused(
        false, "vol", "task driver \"mock_driver\" for \"t\" does not support host volumes");
  }

  private void validate(Task changed) throws Exception {
    new ValidateHook(
            user -> user.equals("root") ? Optional.of("root is disallowed") : Optional.empty())
        .prestart(TestTasks.with(task, changed));
  }

  @Test
  void usersAndSignalsAreChecked() throws Exception {
    Task exec = task.task().withDriver("exec");
    validate(exec.withUser("nobody").withKillSignal("SIGUSR1"));
    assertThatExceptionOfType(TaskHook.HookFailed.class)
        .isThrownBy(() -> validate(exec.withUser("root")))
        .withMessage("root is disallowed");
    assertThatExceptionOfType(TaskHook.HookFailed.class)
        .isThrownBy(() -> validate(exec.withKillSignal("SIGFOO")))
        .withMessage("unknown kill_signal \"SIGFOO\"");
  }
}
