package io.drover.evaluate;

import io.drover.contract.ids.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts how often plans were refused for a node. A node that schedulers see otherwise than the
 * plan applier does would have them try again and again; once it was refused too often in a window
 * of time, it is to take no more work until somebody has looked. Safe for any thread.
 */
public final class PlanRejections {

  /**
   * When a node is refused too often.
   *
   * @param enabled false by default
   * @param nodeThreshold so many refusals
   * @param nodeWindow within so long
   */
  public record Settings(boolean enabled, int nodeThreshold, Duration nodeWindow) {
    public static final Settings DEFAULT = new Settings(false, 100, Duration.ofMinutes(5));
  }

  /** As many nodes are watched; whichever was refused the longest time ago is forgotten. */
  private static final int NODES_MAX = 50;

  /** So many nodes may be taken out at first, and then one more each {@link #ONE_MORE_AFTER}. */
  private static final int BURST = 10;

  private static final Duration ONE_MORE_AFTER = Duration.ofMinutes(6);

  private final Settings settings;
  private final InstantSource clock;
  private final Map<NodeId, Deque<Instant>> refusals = new LinkedHashMap<>(16, 0.75f, true);
  private final Deque<Instant> takenOut = new ArrayDeque<>();

  PlanRejections(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Notes the nodes of one plan that were refused; those that are to take no more work. */
  synchronized List<NodeId> note(Collection<NodeId> refused) {
    if (!settings.enabled || refused.isEmpty()) {
      return List.of();
    }
    Instant now = clock.instant();
    List<NodeId> bad = new ArrayList<>();
    for (NodeId node : refused) {
      Deque<Instant> times = refusals.computeIfAbsent(node, n -> new ArrayDeque<>());
      times.add(now);
      Instant oldest = now.minus(settings.nodeWindow);
      while (times.getFirst().isBefore(oldest) || times.size() > settings.nodeThreshold) {
        times.removeFirst();
      }
      if (times.size() >= settings.nodeThreshold && allowed(now)) {
        refusals.remove(node);
        bad.add(node);
      }
      if (refusals.size() > NODES_MAX) {
        refusals.remove(refusals.keySet().iterator().next());
      }
    }
    return bad;
  }

  /** So that one defect does not take out the whole cluster. */
  private boolean allowed(Instant now) {
    Instant forgotten = now.minus(ONE_MORE_AFTER.multipliedBy(BURST));
    while (!takenOut.isEmpty() && takenOut.getFirst().isBefore(forgotten)) {
      takenOut.removeFirst();
    }
    return takenOut.size() < BURST && takenOut.add(now);
  }
}
