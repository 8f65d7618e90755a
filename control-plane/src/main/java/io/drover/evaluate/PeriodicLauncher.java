package io.drover.evaluate;

import io.drover.command.Commands;
import io.drover.command.Context;
import io.drover.command.Derived;
import io.drover.command.LaunchJob;
import io.drover.command.job.LaunchTimes;
import io.drover.contract.ids.Digest;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.PeriodicConfig;
import io.drover.documents.DocumentStore;
import io.drover.documents.JobDocuments;
import io.drover.state.PeriodicLaunch;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import io.drover.state.Topic;
import io.drover.state.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Launches periodic jobs while this member leads. {@link #start} takes up those of a snapshot and
 * makes up for a launch that nobody made meanwhile, once a job; commits add and remove jobs. What
 * reads documents runs on the executor, never on the log's thread.
 */
public final class PeriodicLauncher implements SnapshotStore.Listener, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(PeriodicLauncher.class);

  /** The clock may be set while we wait, so that a long wait is a row of shorter ones. */
  private static final Duration WAIT_MAX = Duration.ofMinutes(5);

  /** How soon a launch that could not be written is tried again. */
  static final Duration RETRY = Duration.ofSeconds(5);

  /** What the launcher stands on; the executor is where documents are read, in the order given. */
  public record Ports(
      Commands commands,
      SnapshotStore store,
      JobDocuments documents,
      Supplier<DocumentStore> documentStore,
      Timers timers,
      InstantSource clock,
      Executor executor) {}

  private record Tracked(Digest digest, Timers.Timer timer) {}

  private final Ports ports;
  private final Map<JobKey, Tracked> tracked = new HashMap<>();
  private boolean leading;
  private long generation;

  public PeriodicLauncher(Ports ports) {
    this.ports = ports;
  }

  /** This member leads from now on. The snapshot is committed and the newest one. */
  public synchronized void start(Snapshot snapshot) {
    leading = true;
    long mine = ++generation;
    ports.executor().execute(() -> restore(snapshot, mine));
  }

  /** This member does not lead any more: everything is forgotten. */
  public synchronized void stop() {
    leading = false;
    generation++;
    tracked.values().forEach(job -> job.timer().cancel());
    tracked.clear();
  }

  @Override
  public void close() {
    stop();
  }

  /** How many jobs wait for their launch. */
  public synchronized int tracked() {
    return tracked.size();
  }

  @Override
  public synchronized void committed(Snapshot snapshot, Set<Watch> touched) {
    if (!leading) {
      return;
    }
    long mine = generation;
    for (Watch watch : touched) {
      if (watch.topic() == Topic.JOB) {
        int slash = watch.key().indexOf('/'); // A namespace holds none.
        JobKey key = new JobKey(watch.key().substring(0, slash), watch.key().substring(slash + 1));
        JobVersion job = snapshot.job(key);
        if (tracked.containsKey(key) || job != null && job.periodic()) {
          ports.executor().execute(() -> surely(key, mine, () -> follow(key, mine)));
        }
      }
    }
  }

  private void restore(Snapshot snapshot, long mine) {
    Instant now = ports.clock().instant();
    for (JobVersion job : snapshot.jobs().rows()) {
      surely(job.key(), mine, () -> restore(snapshot, job, now, mine));
    }
  }

  private void restore(Snapshot snapshot, JobVersion job, Instant now, long mine) {
    PeriodicConfig periodic = launches(job);
    if (periodic == null) {
      return;
    }
    PeriodicLaunch last = snapshot.launch(job.key());
    Optional<ZonedDateTime> missed =
        last == null ? Optional.empty() : LaunchTimes.of(periodic).next(instant(last.launch()));
    if (missed.isPresent() && missed.get().toInstant().isBefore(now)) {
      launch(job.key(), now, mine);
    } else {
      waitForNext(job, periodic, now, mine);
    }
  }

  /** A document that cannot be read now must not cost the job its launches: it is tried again. */
  private void surely(JobKey key, long mine, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warnf(e, "launches of job %s are not known, to be tried again", key);
      Runnable again = () -> ports.executor().execute(() -> surely(key, mine, work));
      synchronized (this) {
        if (mine == generation) {
          ports.timers().after(RETRY, again);
        }
      }
    }
  }

  /** The job's block if the clock launches it, else null. */
  private @Nullable PeriodicConfig launches(@Nullable JobVersion job) {
    if (job == null || !job.periodic() || job.stop()) {
      return null;
    }
    JobSpec spec = ports.documents().spec(job.digest());
    return LaunchJob.tracked(spec, job) ? spec.periodic() : null;
  }

  private void follow(JobKey key, long mine) {
    JobVersion job = ports.store().current().job(key);
    PeriodicConfig periodic = launches(job);
    if (job == null || periodic == null) {
      forget(key, mine);
    } else if (!waits(job)) {
      waitForNext(job, periodic, ports.clock().instant(), mine);
    }
  }

  private synchronized boolean waits(JobVersion job) {
    Tracked known = tracked.get(job.key());
    return known != null && known.digest().equals(job.digest());
  }

  private synchronized void forget(JobKey key, long mine) {
    Tracked known = mine == generation ? tracked.remove(key) : null;
    if (known != null) {
      known.timer().cancel();
    }
  }

  private void waitForNext(JobVersion job, PeriodicConfig periodic, Instant after, long mine) {
    Optional<ZonedDateTime> next = LaunchTimes.of(periodic).next(after);
    if (next.isPresent()) {
      waitFor(job, next.get().toInstant(), mine);
    } else {
      forget(job.key(), mine); // Its times are over.
    }
  }

  private void waitFor(JobVersion job, Instant due, long mine) {
    Duration left = Duration.between(ports.clock().instant(), due);
    wait(job, left.compareTo(WAIT_MAX) < 0 ? left : WAIT_MAX, due, mine);
  }

  private synchronized void wait(JobVersion job, Duration delay, Instant due, long mine) {
    if (mine != generation) {
      return;
    }
    Tracked old = tracked.get(job.key());
    if (old != null) {
      old.timer().cancel();
    }
    Duration some = delay.isNegative() ? Duration.ZERO : delay;
    Runnable rings = () -> surely(job.key(), mine, () -> rung(job, due, mine));
    Runnable task = () -> ports.executor().execute(rings);
    tracked.put(job.key(), new Tracked(job.digest(), ports.timers().after(some, task)));
  }

  private void rung(JobVersion job, Instant due, long mine) {
    if (!current(job, mine)) {
      return;
    }
    if (ports.clock().instant().isBefore(due)) {
      waitFor(job, due, mine);
    } else {
      launch(job.key(), due, mine);
    }
  }

  private synchronized boolean current(JobVersion job, long mine) {
    return mine == generation && waits(job);
  }

  private void launch(JobKey key, Instant due, long mine) {
    JobVersion job = ports.store().current().job(key);
    PeriodicConfig periodic = launches(job);
    if (job == null || periodic == null) {
      forget(key, mine);
      return;
    }
    Derived child =
        Derived.launched(job, ports.documents().spec(job.digest()), due.getEpochSecond());
    LaunchJob command = new LaunchJob(key, Context.unixNanos(due), false, child);
    ports
        .documentStore()
        .get()
        .put(child.digest(), child.document().bytes())
        .thenCompose(stored -> ports.commands().submit(command))
        .whenCompleteAsync(
            (done, problem) -> {
              if (problem != null) {
                LOG.warnf("job %s was not launched: %s", key, problem.getMessage());
                wait(job, RETRY, due, mine);
              } else if (done.isEmpty()) {
                launch(key, due, mine); // It was changed meanwhile.
              } else {
                Instant now = ports.clock().instant();
                waitForNext(job, periodic, due.isAfter(now) ? due : now, mine);
              }
            },
            ports.executor());
  }

  private static Instant instant(long unixNanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(unixNanos, 1_000_000_000L), Math.floorMod(unixNanos, 1_000_000_000L));
  }
}
