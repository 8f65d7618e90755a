package io.drover.evaluate;

import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Evaluations that wait for capacity, one for each job (and node, for system jobs), and what wakes
 * them. Lives on the leader only and can be rebuilt from the state. Safe for any thread; wakes by
 * calling the consumer while it holds its own lock, so the consumer must not call back. Source:
 * semantics.md 3.1.
 */
public final class BlockedEvaluations {
  /** A worker never plans on a state that is older than that, so that older news can go. */
  static final Duration KEPT = Duration.ofMinutes(15);

  private record Place(JobKey job, @Nullable NodeId node) {}

  private record News(long index, Instant time) {}

  private final InstantSource clock;
  private final Consumer<Evaluation> wake;
  private final Map<Place, Evaluation> blocked = new HashMap<>();
  private final Map<String, News> byClass = new HashMap<>();
  private final Map<NodeId, News> byNode = new HashMap<>();
  private final List<Evaluation> duplicates = new ArrayList<>();
  private boolean enabled;

  public BlockedEvaluations(InstantSource clock, Consumer<Evaluation> wake) {
    this.clock = clock;
    this.wake = wake;
  }

  /** Starts to track, or stops and forgets everything. */
  public synchronized void enable(boolean on) {
    enabled = on;
    if (!on) {
      blocked.clear();
      byClass.clear();
      byNode.clear();
      duplicates.clear();
    }
  }

  /**
   * Tracks a blocked evaluation, or wakes it at once if capacity came after it was processed. Of
   * two for one job the newer stays, the other is to be canceled.
   */
  public synchronized void block(Evaluation evaluation) {
    if (!enabled) {
      return;
    }
    Place place = place(evaluation);
    Evaluation other = blocked.get(place);
    if (other != null && !other.id().equals(evaluation.id())) {
      if (age(other) > age(evaluation)) {
        duplicates.add(evaluation);
        return;
      }
      duplicates.add(other);
      blocked.remove(place);
    }
    if (missedNews(evaluation)) {
      blocked.remove(place);
      wake.accept(evaluation);
    } else {
      blocked.put(place, evaluation);
    }
  }

  private static Place place(Evaluation evaluation) {
    return new Place(evaluation.job(), evaluation.nodeId());
  }

  private static long age(Evaluation evaluation) {
    return Math.max(evaluation.createIndex(), evaluation.snapshotIndex());
  }

  private boolean missedNews(Evaluation evaluation) {
    if (evaluation.nodeId() != null) {
      News news = byNode.get(evaluation.nodeId());
      return news != null && news.index > evaluation.snapshotIndex();
    }
    for (Map.Entry<String, News> entry : byClass.entrySet()) {
      if (entry.getValue().index > evaluation.snapshotIndex()
          && mayUse(evaluation, entry.getKey())) {
        return true;
      }
    }
    return false;
  }

  /** True unless the class was looked at and found unfit. */
  private static boolean mayUse(Evaluation evaluation, String nodeClass) {
    return evaluation.escapedComputedClass()
        || evaluation.classEligibility().getOrDefault(nodeClass, true);
  }

  /** The job needed nothing any more as of that index: what waited for it then is forgotten. */
  public synchronized void untrack(JobKey job, long index) {
    blocked
        .entrySet()
        .removeIf(entry -> entry.getKey().job.equals(job) && age(entry.getValue()) <= index);
  }

  /** Room came to a node of that class: wakes what could use it. */
  public synchronized void unblock(String nodeClass, NodeId node, long index) {
    if (!enabled) {
      return;
    }
    News news = new News(index, clock.instant());
    byClass.merge(nodeClass, news, (a, b) -> a.index > b.index ? a : b);
    byNode.put(node, news);
    wakeIf(
        evaluation ->
            evaluation.nodeId() != null
                ? evaluation.nodeId().equals(node)
                : mayUse(evaluation, nodeClass));
  }

  /** Wakes what is blocked only because its plans were refused too often. */
  public synchronized void unblockFailed() {
    wakeIf(evaluation -> evaluation.triggeredBy() == EvalTrigger.MAX_PLAN_ATTEMPTS);
  }

  private void wakeIf(Predicate<Evaluation> condition) {
    List<Evaluation> woken = blocked.values().stream().filter(condition).toList();
    for (Evaluation evaluation : woken) {
      blocked.remove(place(evaluation));
      wake.accept(evaluation);
    }
  }

  /** Forgets news that no worker can have missed. */
  public synchronized void prune() {
    Instant oldest = clock.instant().minus(KEPT);
    byClass.values().removeIf(news -> news.time.isBefore(oldest));
    byNode.values().removeIf(news -> news.time.isBefore(oldest));
  }

  /** Takes out the evaluations that another one of their job made needless. */
  public synchronized List<Evaluation> drainDuplicates() {
    List<Evaluation> drained = List.copyOf(duplicates);
    duplicates.clear();
    return drained;
  }

  /** True while that evaluation waits. */
  public synchronized boolean tracks(EvalId id) {
    return blocked.values().stream().anyMatch(evaluation -> Objects.equals(evaluation.id(), id));
  }

  /** How many wait. */
  public synchronized int escaped() {
    return (int) blocked.values().stream().filter(Evaluation::escapedComputedClass).count();
  }

  public synchronized int size() {
    return blocked.size();
  }
}
