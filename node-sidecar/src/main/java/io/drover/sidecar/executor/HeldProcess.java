package io.drover.sidecar.executor;

import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.kernel.KernelException;
import io.drover.sidecar.kernel.Signals;
import io.drover.sidecar.spawn.ExitStatus;
import io.drover.sidecar.spawn.Launched;
import io.drover.sidecar.spawn.ProcessRef;
import io.drover.sidecar.stats.TaskSampler;
import io.drover.sidecar.stats.TaskUsage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One launch, from its start until it is forgotten. */
final class HeldProcess {

  private static final Logger LOG = Logger.getLogger(HeldProcess.class);
  // The limit between SIGKILL and giving up that Nomad has.
  private static final long KILLED_SECONDS_MAX = 15;
  private static final long STORE_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String id;
  private final ProcessGroup group;
  private final HostExecutor.Parts parts;
  private final LaunchDirectory directory;
  private final LaunchDirectory.Stored stored;
  private final @Nullable Launched launched;
  private final Running running;
  private final InsideTask inside;
  private final AtomicReference<@Nullable TaskSampler> sampler = new AtomicReference<>();

  HeldProcess(
      String id,
      HostExecutor.Parts parts,
      LaunchDirectory directory,
      LaunchDirectory.Stored stored,
      @Nullable Launched launched) {
    this.id = id;
    this.group = new ProcessGroup(parts.cgroups(), parts.group(id));
    this.parts = parts;
    this.directory = directory;
    this.stored = stored;
    this.launched = launched;
    this.running =
        new Running(
            id,
            launched == null ? 0 : launched.ref().pid(),
            stored.startedMillis(),
            new CompletableFuture<>());
    this.inside = new InsideTask(group, parts, directory, stored.command(), running);
  }

  /** One that has ended in an earlier life, and may not have been let go of. */
  static HeldProcess ended(
      String id,
      HostExecutor.Parts parts,
      LaunchDirectory directory,
      LaunchDirectory.Stored stored,
      ProcessExit exit,
      Optional<ProcessRef> ref) {
    HeldProcess process =
        new HeldProcess(
            id, parts, directory, stored, ref.map(parts.launcher()::attach).orElse(null));
    process.release();
    process.running.exit().complete(exit);
    return process;
  }

  /** One of which nothing is known but that it was launched. */
  static HeldProcess lost(
      String id, HostExecutor.Parts parts, LaunchDirectory directory, String reason) {
    HeldProcess process =
        new HeldProcess(
            id, parts, directory, new LaunchDirectory.Stored("", 0, "", ExecCommand.NOTHING), null);
    process.settle(new ExitStatus.Unknown(reason));
    return process;
  }

  Running running() {
    return running;
  }

  InsideTask inside() {
    return inside;
  }

  /** Begins to wait for its end; commands of an earlier life inside it are ended. */
  void watch() {
    if (launched == null || running.exit().isDone()) {
      return;
    }
    inside.endAll();
    launched
        .exit()
        .thenAccept(
            status -> Thread.ofVirtual().start(() -> parts.life().within(() -> settle(status))));
  }

  /** Ends what is left of it, writes its exit down, lets go of it, and then tells. */
  private void settle(ExitStatus status) {
    boolean oomKilled = false;
    try {
      oomKilled = group.oomKills() > 0;
      group.end();
      if (stored.command().isolated() && parts.isolation().isPresent()) {
        parts.isolation().get().cleanUp(group.name(), directory.path());
      }
    } catch (IOException failure) {
      LOG.errorf("after the end of %s: %s", id, failure.getMessage());
    }
    ProcessExit exit = new ProcessExit(status, oomKilled, Instant.now());
    while (directory.exists() && !written(exit)) {
      if (parts.life().over()) {
        return;
      }
      // Nobody may be told of an exit that is not on disk. A full disk stops this process only.
      LockSupport.parkNanos(STORE_RETRY_NANOS);
    }
    release();
    running.exit().complete(exit);
  }

  private boolean written(ProcessExit exit) {
    try {
      directory.write(exit, parts.reserve());
      return true;
    } catch (IOException failure) {
      LOG.errorf("the exit of %s cannot be stored: %s", id, failure.getMessage());
      return false;
    }
  }

  /** Lets go of the ended process. */
  void release() {
    try {
      if (launched != null) {
        launched.release();
      }
    } catch (KernelException refused) {
      LOG.errorf("letting go of %s: %s", id, refused.getMessage());
    }
  }

  void shutdown(int signal, Duration grace) throws IOException, InterruptedException {
    if (running.exit().isDone() || launched == null) {
      return;
    }
    if (grace.isPositive()) {
      launched.signal(signal);
      if (endsWithin(grace)) {
        return;
      }
    }
    launched.signal(Signals.KILL);
    group.end();
    if (!endsWithin(Duration.ofSeconds(KILLED_SECONDS_MAX))) {
      throw new IOException("process did not exit after " + KILLED_SECONDS_MAX + " seconds");
    }
  }

  private boolean endsWithin(Duration limit) throws InterruptedException {
    try {
      running.exit().get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException stillThere) {
      return false;
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    }
  }

  void signal(int number, SignalScope scope) throws IOException {
    if (running.exit().isDone() || launched == null) {
      throw notRunning();
    }
    boolean sent =
        switch (scope) {
          case PROCESS -> launched.signal(number);
          // It leads a session, and so a group, of its own number.
          case GROUP -> Signals.sendToGroup(running.pid(), number);
          case CGROUP -> signalAll(number);
        };
    if (!sent) {
      throw notRunning();
    }
  }

  private boolean signalAll(int number) throws IOException {
    boolean sent = false;
    for (long pid : group.members()) {
      sent |= Signals.send(pid, number, () -> group.has(pid));
    }
    return sent;
  }

  static IOException notRunning() {
    return new IOException("Task not running");
  }

  Limits update(Limits limits) throws IOException {
    Limits kept = stored.command().resourceLimits() ? limits : Limits.shares(limits.cpuShares());
    return group.update(kept);
  }

  Optional<TaskUsage> usage() throws IOException {
    Optional<TaskSampler> measured = measured();
    return measured.isEmpty() ? Optional.empty() : measured.get().sample(true);
  }

  /** What measures it; nothing once it has ended. */
  Optional<TaskSampler> measured() throws IOException {
    return running.exit().isDone() ? Optional.empty() : Optional.of(sampler());
  }

  private TaskSampler sampler() throws IOException {
    TaskSampler made = sampler.get();
    if (made != null) {
      return made;
    }
    sampler.compareAndSet(null, parts.usage().sampler(group.name()));
    return Objects.requireNonNull(sampler.get());
  }

  /** Shares are those since the sample before, so the first is taken when it starts. */
  void measureFirst() {
    try {
      if (!running.exit().isDone()) {
        sampler().sample(false);
      }
    } catch (IOException failure) {
      LOG.warnf("measuring %s: %s", id, failure.getMessage());
    }
  }
}
