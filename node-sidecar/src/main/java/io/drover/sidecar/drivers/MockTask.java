package io.drover.sidecar.drivers;

import io.drover.sidecar.logs.LogCollector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** A run that is nothing but a timer. */
final class MockTask implements RunningTask {

  private static final Logger LOG = Logger.getLogger(MockTask.class);

  private final RunRecord run;
  private final MockDriver.Script script;
  private final CompletableFuture<TaskExit> exit = new CompletableFuture<>();

  private MockTask(RunRecord run, MockDriver.Script script) {
    this.run = run;
    this.script = script;
  }

  static MockTask start(
      RunRecord run, MockDriver.Script script, Optional<LogCollector.TaskOutput> output) {
    MockTask task = new MockTask(run, script);
    long leftMillis =
        Math.max(0, run.startedMillis() + script.runFor().toMillis() - System.currentTimeMillis());
    task.exit.completeOnTimeout(
        new TaskExit(script.exitCode(), script.exitSignal(), false, script.exitMessage()),
        leftMillis,
        TimeUnit.MILLISECONDS);
    output.ifPresent(
        streams -> {
          task.write(script.stdout(), streams.stdout().spool());
          task.write(script.stderr(), streams.stderr().spool());
        });
    return task;
  }

  private void write(MockDriver.Script.Output output, Path spool) {
    if (!output.text().isEmpty()) {
      Thread.ofVirtual().start(() -> repeat(output, spool));
    }
  }

  private void repeat(MockDriver.Script.Output output, Path spool) {
    try {
      for (int i = 0; i <= output.repeat() && !exit.isDone(); i++) {
        Files.writeString(spool, output.text(), StandardOpenOption.APPEND);
        Thread.sleep(output.pause());
      }
    } catch (IOException failure) {
      LOG.warnf("mock output: %s", failure.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
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
    if (!script.signalError().isEmpty()) {
      throw new IOException(script.signalError());
    }
  }

  @Override
  public void stop(int signal, Duration grace) throws InterruptedException {
    if (!exit.isDone()) {
      Thread.sleep(script.killAfter());
      exit.complete(new TaskExit(0, 0, false, ""));
    }
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
