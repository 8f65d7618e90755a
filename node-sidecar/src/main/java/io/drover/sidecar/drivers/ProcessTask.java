package io.drover.sidecar.drivers;

import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.spawn.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A run that is a process in a cgroup of its own. */
final class ProcessTask implements RunningTask {

  // The seed's limit between SIGKILL and giving up (executor.md, Shutdown).
  private static final long KILLED_SECONDS_MAX = 15;

  private final RunRecord run;
  private final Launched process;
  private final CgroupTree cgroups;
  private final Path pidFile;
  private final CompletableFuture<TaskExit> exit;

  ProcessTask(RunRecord run, Launched process, CgroupTree cgroups, Path pidFile) {
    this.run = run;
    this.process = process;
    this.cgroups = cgroups;
    this.pidFile = pidFile;
    this.exit = process.exit().thenApply(TaskExit::of);
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
    if (!process.signal(number)) {
      throw new IOException("Task not running");
    }
  }

  @Override
  public void stop(int signal, Duration grace) throws IOException, InterruptedException {
    if (exit.isDone() || grace.isPositive() && process.signal(signal) && endsWithin(grace)) {
      return;
    }
    cgroups.destroy(run.name());
    if (!endsWithin(Duration.ofSeconds(KILLED_SECONDS_MAX))) {
      throw new IOException("process did not exit after " + KILLED_SECONDS_MAX + " seconds");
    }
  }

  private boolean endsWithin(Duration limit) throws InterruptedException {
    try {
      exit.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException stillThere) {
      return false;
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public void endRest() throws IOException {
    cgroups.destroy(run.name());
  }

  @Override
  public void release() throws IOException {
    process.release();
    Files.deleteIfExists(pidFile);
  }
}
