package io.drover.sidecar.drivers;

import io.drover.sidecar.executor.ExecResult;
import io.drover.sidecar.executor.ExecSession;
import io.drover.sidecar.logs.LogCollector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A run that is nothing but timers. */
final class MockTask implements RunningTask {

  private static final String PLUGIN_ENDED = "plugin is shut down";

  private final RunRecord run;
  private final String name;
  private final MockDriver.Script script;
  private final CompletableFuture<TaskExit> exit = new CompletableFuture<>();

  private MockTask(RunRecord run, String name, MockDriver.Script script) {
    this.run = run;
    this.name = name;
    this.script = script;
  }

  /** Goes on where the run's start says; output is written only by a run that begins. */
  static MockTask start(
      RunRecord run,
      String name,
      MockDriver.Script script,
      Optional<LogCollector.TaskOutput> output) {
    MockTask task = new MockTask(run, name, script);
    CompletableFuture<Void> written =
        output.map(task::write).orElseGet(() -> CompletableFuture.completedFuture(null));
    CompletableFuture<Void> time = task.after(script.command().runFor());
    CompletableFuture.allOf(time, written)
        .whenComplete((done, failure) -> task.exit.complete(task.outcome(failure)));
    if (script.pluginExitAfter().isPositive()) {
      task.after(script.pluginExitAfter())
          .thenRun(() -> task.exit.complete(new TaskExit(0, 0, false, PLUGIN_ENDED)));
    }
    return task;
  }

  private CompletableFuture<Void> after(Duration sinceStart) {
    long left = run.startedMillis() + sinceStart.toMillis() - System.currentTimeMillis();
    return new CompletableFuture<Void>()
        .completeOnTimeout(null, Math.max(0, left), TimeUnit.MILLISECONDS);
  }

  private TaskExit outcome(@Nullable Throwable failure) {
    return failure == null
        ? script.command().exit()
        : new TaskExit(0, 0, false, String.valueOf(failure.getMessage()));
  }

  private CompletableFuture<Void> write(LogCollector.TaskOutput output) {
    return CompletableFuture.allOf(
        MockOutput.write(script.command().stdout(), into(output.stdout().spool()), exit::isDone),
        MockOutput.write(script.command().stderr(), into(output.stderr().spool()), exit::isDone));
  }

  private static MockOutput.Sink into(Path spool) {
    return text -> Files.writeString(spool, text, StandardOpenOption.APPEND);
  }

  @Override
  public RunRecord record() {
    return run;
  }

  @Override
  public CompletableFuture<TaskExit> exit() {
    return exit;
  }

  @Override
  public void signal(int number) throws IOException {
    if (!script.command().signalError().isEmpty()) {
      throw new IOException(script.command().signalError());
    }
  }

  @Override
  public void stop(int signal, Duration grace) throws InterruptedException {
    try {
      exit.get(script.killAfter().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException itsTime) {
      exit.complete(script.command().exit());
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public ExecSession exec(List<String> command, boolean tty) throws IOException {
    MockCommand inside =
        script.execCommand().orElseThrow(() -> new IOException("no exec command is configured"));
    return MockSession.start(inside, command, tty);
  }

  @Override
  public ExecResult exec(List<String> command, Duration deadline) {
    String told =
        "Exec("
            + quoted(name)
            + ", ["
            + command.stream().map(MockTask::quoted).collect(Collectors.joining(" "))
            + "])";
    return new ExecResult(told.getBytes(StandardCharsets.UTF_8), 0, false);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  @Override
  public void endRest() {
    // A timer leaves nothing behind.
  }

  @Override
  public void release() {
    // Nor does it hold anything.
  }
}
