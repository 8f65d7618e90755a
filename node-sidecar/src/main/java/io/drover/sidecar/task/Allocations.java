package io.drover.sidecar.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.contract.ids.AllocId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import io.drover.sidecar.executor.ExecSession;
import io.drover.sidecar.logs.LogFiles;
import io.drover.sidecar.recover.NodeStore;
import io.drover.sidecar.stats.TaskUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * All allocations of this node. {@link #restore} and {@link #desire} are called by one thread at a
 * time; reading is for anybody.
 */
public final class Allocations implements TaskOperations {

  private static final Logger LOG = Logger.getLogger(Allocations.class);

  private final NodeServices node;
  private final Map<AllocId, AllocRunner> runners = new ConcurrentHashMap<>();
  // Ended, wanted by nobody, and removed here; the servers may know them for a while yet.
  private final Set<AllocId> collected = ConcurrentHashMap.newKeySet();

  public Allocations(NodeServices node) {
    this.node = node;
  }

  /** Takes up what an earlier sidecar ran. */
  public void restore(List<NodeStore.Stored> stored) {
    for (NodeStore.Stored one : stored) {
      Allocation alloc = one.alloc().allocation();
      try {
        Optional<JobSpec> job = node.store().document(alloc.jobRef().digest());
        if (job.isEmpty()) {
          LOG.errorf("allocation %s cannot be restored: its job is not on disk", alloc.id());
          continue;
        }
        AllocRunner runner =
            new AllocRunner(node, alloc, job.get(), one.alloc().health(), one.tasks());
        runners.put(alloc.id(), runner);
        runner.start();
      } catch (IOException | IllegalArgumentException failure) {
        LOG.errorf("allocation %s cannot be restored: %s", alloc.id(), failure.getMessage());
      }
    }
  }

  /**
   * Makes it so: begins, changes and stops what is in {@code changed}, forgets what is not in
   * {@code all}.
   */
  public void desire(Set<AllocId> all, List<Allocation> changed) {
    changed.forEach(this::change);
    for (AllocId known : List.copyOf(runners.keySet())) {
      if (!all.contains(known)) {
        forget(known);
      }
    }
    collected.retainAll(all);
  }

  /**
   * Begins, changes and stops what is in {@code changed} and forgets what is in {@code removed}.
   */
  public void change(List<Allocation> changed, List<AllocId> removed) {
    changed.forEach(this::change);
    removed.forEach(this::forget);
    removed.forEach(collected::remove);
  }

  private void change(Allocation alloc) {
    try {
      apply(alloc);
    } catch (IOException | IllegalArgumentException failure) {
      LOG.errorf("allocation %s: %s", alloc.id(), failure.getMessage());
    }
  }

  private void apply(Allocation alloc) throws IOException {
    JobSpec job =
        node.store()
            .document(alloc.jobRef().digest())
            .orElseThrow(
                () -> new IOException("its job " + alloc.jobRef().digest() + " was not sent"));
    AllocRunner runner = runners.get(alloc.id());
    if (runner != null) {
      runner.update(alloc, job);
    } else if (!alloc.clientTerminal() && !collected.contains(alloc.id())) {
      // One that has ended, by its own account, is not run again even if nothing is left of it
      // here.
      AllocRunner fresh = new AllocRunner(node, alloc, job, null, Map.of());
      runners.put(alloc.id(), fresh);
      fresh.start();
    }
  }

  private void forget(AllocId id) {
    AllocRunner runner = runners.remove(id);
    if (runner != null) {
      Thread.ofVirtual().name("forget " + id).start(() -> forget(runner));
    }
  }

  private static void forget(AllocRunner runner) {
    try {
      runner.forget();
    } catch (IOException failure) {
      LOG.errorf("removing allocation %s: %s", runner.id(), failure.getMessage());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reports every allocation anew, to servers that may believe something else of it. */
  public void reportAll() {
    runners.values().forEach(AllocRunner::reportAgain);
  }

  /**
   * Stops those that may not go on after that much silence of the servers.
   *
   * @return after how much more silence the next must stop; nothing when none must
   */
  Optional<Duration> stopDisconnected(Duration silence) {
    Duration next = null;
    for (AllocRunner runner : runners.values()) {
      Optional<Duration> mayGoOn = runner.mayGoOnAlone();
      if (mayGoOn.isEmpty()) {
        continue;
      }
      Duration left = mayGoOn.get().minus(silence);
      if (!left.isPositive()) {
        LOG.infof("allocation %s stops: the servers were not heard for %s", runner.id(), silence);
        runner.kill(Optional.empty());
      } else if (next == null || left.compareTo(next) < 0) {
        next = left;
      }
    }
    return Optional.ofNullable(next);
  }

  /** Digests of the jobs that are in use. */
  public Set<String> documents() {
    return runners.values().stream()
        .map(runner -> runner.view().alloc().jobRef().digest().hex())
        .collect(Collectors.toSet());
  }

  /** Ids of all that are known. */
  public Set<String> ids() {
    return runners.keySet().stream().map(AllocId::value).collect(Collectors.toSet());
  }

  /**
   * True when a task has ended and all of its output is there to be read; also for none of ours.
   */
  public boolean complete(String allocId, String task) {
    AllocRunner runner = runners.get(new AllocId(allocId));
    return runner == null || runner.complete(task);
  }

  private AllocRunner runner(String allocId) throws RequestRefused {
    AllocRunner runner = runners.get(new AllocId(allocId));
    if (runner == null) {
      throw unknown(allocId);
    }
    return runner;
  }

  private static RequestRefused unknown(String allocId) {
    return new RequestRefused(404, "Unknown allocation \"" + allocId + "\"");
  }

  @Override
  public Path directory(String allocId) throws RequestRefused {
    AllocId id = new AllocId(allocId);
    if (!collected.contains(id)) {
      runner(allocId);
    }
    return node.allocs().resolve(id.value());
  }

  @Override
  public void restart(String allocId, String task, boolean allTasks)
      throws RequestRefused, InterruptedException {
    runner(allocId).requests().restart(task, allTasks);
  }

  @Override
  public void signal(String allocId, String task, String signal) throws RequestRefused {
    runner(allocId).requests().signal(task, signal);
  }

  @Override
  public ExecSession exec(String allocId, String task, List<String> command, boolean tty)
      throws RequestRefused, IOException {
    return runner(allocId).requests().exec(task, command, tty);
  }

  @Override
  public Map<String, TaskUsage> usage(String allocId, String task)
      throws RequestRefused, IOException {
    return runner(allocId).requests().usage(task);
  }

  @Override
  public Optional<ObjectNode> checks(String allocId) throws RequestRefused {
    directory(allocId);
    return Optional.ofNullable(runners.get(new AllocId(allocId)))
        .flatMap(runner -> runner.checks().json());
  }

  @Override
  public void collect(String allocId) throws RequestRefused {
    if (allocId.isEmpty()) {
      collectable().forEach(candidate -> remove(candidate.id()));
      return;
    }
    AllocId id = new AllocId(allocId);
    if (collected.contains(id)) {
      return;
    }
    AllocRunner runner = runner(allocId);
    if (!runner.ended() || !node.acknowledged().test(id) || !remove(id)) {
      throw new RequestRefused(
          500, "No such allocation on client, or allocation not eligible for GC");
    }
  }

  /** Those whose directories may go: they have ended, and the control plane knows it. */
  List<CollectionRule.Candidate> collectable() {
    return runners.values().stream()
        .filter(runner -> runner.ended() && node.acknowledged().test(runner.id()))
        .map(runner -> new CollectionRule.Candidate(runner.id(), runner.endedAt()))
        .toList();
  }

  /** Removes what is left here of an allocation that has ended; false when there is none. */
  boolean remove(AllocId id) {
    AllocRunner runner = runners.get(id);
    if (runner == null) {
      return false;
    }
    // First, so that it is never unknown in between, nor begun again.
    collected.add(id);
    runners.remove(id);
    forget(runner);
    return true;
  }

  /** The sidecar stops; tasks go on. */
  public void leave() {
    runners.values().forEach(AllocRunner::leave);
  }

  /** Where a task's output is to be read. */
  public sealed interface LogPlace {
    /** There. */
    record Found(LogFiles files) implements LogPlace {}

    /** Nowhere, with the status and the text for the one who asked. */
    record Missing(int status, String message) implements LogPlace {}
  }

  /** Finds a task's output; {@code type} is stdout or stderr. */
  public LogPlace logs(String allocId, String task, String type) {
    if (task.isEmpty()) {
      return new LogPlace.Missing(400, "must provide task name");
    }
    if (!type.equals("stdout") && !type.equals("stderr")) {
      return new LogPlace.Missing(400, "must provide log type (stdout/stderr)");
    }
    AllocRunner runner;
    try {
      AllocId id = new AllocId(allocId);
      if (collected.contains(id)) {
        return new LogPlace.Missing(
            500,
            "failed to list entries: open "
                + node.allocs().resolve(id.value()).resolve("alloc/logs")
                + ": no such file or directory");
      }
      runner = runner(allocId);
    } catch (RequestRefused unknown) {
      return new LogPlace.Missing(unknown.status(), unknown.getMessage());
    }
    var state = runner.states().get(task);
    if (state == null) {
      return new LogPlace.Missing(400, "unknown task name \"" + task + "\"");
    }
    if (state.startedAt() == null) {
      return new LogPlace.Missing(404, "task \"" + task + "\" not started yet. No logs available");
    }
    return new LogPlace.Found(new LogFiles(runner.directory().logs(), task + "." + type));
  }

  /**
   * Ends all tasks, giving each at most {@code grace}.
   *
   * @return false when some are not through after {@code limit}
   */
  public boolean endAll(Duration grace, Duration limit) throws InterruptedException {
    List<Thread> enders =
        runners.values().stream()
            .map(runner -> Thread.ofVirtual().start(() -> end(runner, grace)))
            .toList();
    long deadline = System.nanoTime() + limit.toNanos();
    boolean all = true;
    for (Thread ender : enders) {
      all &= ender.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    }
    return all;
  }

  private static void end(AllocRunner runner, Duration grace) {
    try {
      runner.end(grace);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
