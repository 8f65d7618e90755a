package io.drover.deploy;

import io.drover.command.AdvanceDeployment;
import io.drover.command.Commands;
import io.drover.command.DeploymentReview;
import io.drover.contract.model.Deployment;
import io.drover.documents.JobDocuments;
import io.drover.evaluate.Timers;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import io.drover.state.Topic;
import io.drover.state.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that active deployments go on while this member leads: whatever changes in one, it is
 * looked at, and what it calls for is handed in as a command, which decides on the newest state.
 * Nothing is remembered that is not in the state, so a new leader goes on where the old one
 * stopped. Reviews run on the executor, never on the log's thread. Source: semantics.md 5.
 */
public final class DeploymentWatcher implements SnapshotStore.Listener, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(DeploymentWatcher.class);

  /** Allocations become healthy one by one; one evaluation serves all of so long. */
  static final Duration WINDOW = Duration.ofSeconds(1);

  /** How soon what could not be looked at or written is tried again. */
  static final Duration RETRY = Duration.ofSeconds(5);

  /** The clock may be set while we wait, so that a long wait is a row of shorter ones. */
  private static final Duration WAIT_MAX = Duration.ofMinutes(5);

  /** What the watcher stands on; the executor is where deployments are reviewed. */
  public record Ports(
      Commands commands,
      SnapshotStore store,
      JobDocuments documents,
      Timers timers,
      InstantSource clock,
      Executor executor) {}

  /** What goes on about one deployment. */
  private static final class Watched {
    /** A review is on its way. */
    boolean queued;

    /** A command is on its way; what changes meanwhile is looked at after it. */
    boolean busy;

    Timers.@Nullable Timer window;
    Timers.@Nullable Timer alarm;
    @Nullable Instant deadline;

    void cancel() {
      if (window != null) {
        window.cancel();
      }
      if (alarm != null) {
        alarm.cancel();
      }
    }
  }

  private final Ports ports;
  private final Map<String, Watched> watched = new HashMap<>();
  private boolean leading;
  private long generation;

  public DeploymentWatcher(Ports ports) {
    this.ports = ports;
  }

  /** This member leads from now on. The snapshot is committed and the newest one. */
  public synchronized void start(Snapshot snapshot) {
    leading = true;
    long mine = ++generation;
    ports.executor().execute(() -> takeUp(snapshot, mine));
  }

  /** This member does not lead any more: everything is forgotten. */
  public synchronized void stop() {
    leading = false;
    generation++;
    watched.values().forEach(Watched::cancel);
    watched.clear();
  }

  @Override
  public void close() {
    stop();
  }

  /** How many deployments are watched, for metrics. */
  public synchronized int watched() {
    return watched.size();
  }

  private void takeUp(Snapshot snapshot, long mine) {
    for (Deployment deployment : snapshot.deployments().rows()) {
      if (deployment.active()) {
        changed(deployment.id(), mine);
      }
    }
  }

  @Override
  public synchronized void committed(Snapshot snapshot, Set<Watch> touched) {
    if (!leading) {
      return;
    }
    for (Watch watch : touched) {
      if (watch.topic() == Topic.DEPLOYMENT || watch.topic() == Topic.DEPLOYMENT_ALLOCATIONS) {
        Deployment deployment = snapshot.deployment(watch.key());
        if (watched.containsKey(watch.key()) || deployment != null && deployment.active()) {
          changed(watch.key(), generation);
        }
      }
    }
  }

  private synchronized void changed(String id, long mine) {
    if (mine != generation) {
      return;
    }
    Watched one = watched.computeIfAbsent(id, none -> new Watched());
    if (!one.queued) {
      one.queued = true;
      ports.executor().execute(() -> look(id, mine));
    }
  }

  private void look(String id, long mine) {
    if (!begin(id, mine)) {
      return;
    }
    Snapshot snapshot = ports.store().current();
    Deployment deployment = snapshot.deployment(id);
    if (deployment == null || !deployment.active()) {
      forget(id, mine);
      return;
    }
    try {
      DeploymentReview review =
          DeploymentReview.of(
              snapshot, deployment, ports.documents()::spec, ports.clock().instant());
      if (follow(id, review, mine)) {
        submit(id, false, mine);
      }
    } catch (RuntimeException e) {
      LOG.warnf(e, "deployment %s could not be looked at, to be tried again", id);
      retry(id, mine);
    }
  }

  private synchronized boolean begin(String id, long mine) {
    Watched one = mine == generation ? watched.get(id) : null;
    if (one == null) {
      return false;
    }
    one.queued = false;
    return !one.busy; // Else it is looked at once the command is done.
  }

  private synchronized void forget(String id, long mine) {
    Watched one = mine == generation ? watched.remove(id) : null;
    if (one != null) {
      one.cancel();
    }
  }

  /** Sets the timers; true if there is something to be done now. */
  private synchronized boolean follow(String id, DeploymentReview review, long mine) {
    Watched one = mine == generation ? watched.get(id) : null;
    if (one == null) {
      return false;
    }
    if (review.failure() != null || review.promotable()) {
      one.busy = true;
      return true;
    }
    alarm(one, id, review.deadline(), mine);
    if (review.evaluates() && one.window == null) {
      one.window = ports.timers().after(WINDOW, () -> windowOver(id, mine));
    }
    return false;
  }

  private void alarm(Watched one, String id, @Nullable Instant deadline, long mine) {
    if (one.deadline != null && one.deadline.equals(deadline)) {
      return;
    }
    if (one.alarm != null) {
      one.alarm.cancel();
      one.alarm = null;
    }
    one.deadline = deadline;
    if (deadline != null) {
      Duration left = Duration.between(ports.clock().instant(), deadline);
      Duration wait = left.compareTo(WAIT_MAX) < 0 ? left : WAIT_MAX;
      one.alarm =
          ports.timers().after(wait.isNegative() ? Duration.ZERO : wait, () -> rung(id, mine));
    }
  }

  private synchronized void rung(String id, long mine) {
    Watched one = mine == generation ? watched.get(id) : null;
    if (one != null) {
      one.alarm = null;
      one.deadline = null;
      changed(id, mine);
    }
  }

  private void windowOver(String id, long mine) {
    synchronized (this) {
      Watched one = mine == generation ? watched.get(id) : null;
      if (one == null) {
        return;
      }
      one.window = null;
      if (one.busy) {
        return; // It is looked at again after that command, and gets another window.
      }
      one.busy = true;
    }
    submit(id, true, mine);
  }

  private void submit(String id, boolean evaluate, long mine) {
    ports
        .commands()
        .submit(new AdvanceDeployment(id, evaluate))
        .whenCompleteAsync(
            (done, problem) -> {
              if (!finished(id, mine)) {
                return;
              }
              if (problem == null) {
                changed(id, mine);
              } else {
                LOG.warnf("deployment %s did not go on: %s", id, problem.getMessage());
                retry(id, mine);
              }
            },
            ports.executor());
  }

  private synchronized boolean finished(String id, long mine) {
    Watched one = mine == generation ? watched.get(id) : null;
    if (one != null) {
      one.busy = false;
    }
    return one != null;
  }

  private synchronized void retry(String id, long mine) {
    if (mine == generation) {
      ports.timers().after(RETRY, () -> changed(id, mine));
    }
  }
}
