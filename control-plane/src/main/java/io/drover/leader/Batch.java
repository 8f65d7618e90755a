package io.drover.leader;

import io.drover.apply.Appliers;
import io.drover.event.AllocationsMarked;
import io.drover.event.AllocationsReported;
import io.drover.event.EvaluationsDeleted;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.event.NodeRegistered;
import io.drover.event.PlanApplied;
import io.drover.state.Snapshot;
import io.drover.state.Watch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Commands decided one after another that become one log entry, and the state that they lead to.
 */
final class Batch {

  /** So that the largest command of all fits in besides, and stays below what the log takes. */
  private static final long WEIGHT_MAX = 256 << 10;

  private final List<List<Event>> events = new ArrayList<>();
  private final List<Waiting<?>> waiting = new ArrayList<>();
  private final Set<Watch> touched = new HashSet<>();
  private Snapshot after;
  private long weight;
  private byte[] entry = new byte[0];

  Batch(Snapshot before) {
    this.after = before;
  }

  Snapshot after() {
    return after;
  }

  Set<Watch> touched() {
    return touched;
  }

  byte[] entry() {
    return entry;
  }

  int size() {
    return waiting.size();
  }

  /** True when no command of the batch wrote anything. */
  boolean writesNothing() {
    return events.isEmpty();
  }

  /** True when one more command might make the entry larger than the log takes. */
  boolean full() {
    return weight >= WEIGHT_MAX;
  }

  /** About as many bytes as the event takes in an entry, on the large side. */
  private static long weight(Event event) {
    return switch (event) {
      case PlanApplied plan -> 1_200L * plan.placed().size() + 300L * plan.stopped().size() + 2_000;
      case AllocationsReported reported -> 2_000L * reported.reports().size();
      case AllocationsMarked marked -> 100L * marked.transitions().size();
      case EvaluationsUpdated updated -> 1_000L * updated.evaluations().size();
      case EvaluationsDeleted deleted ->
          50L * (deleted.evaluations().size() + deleted.allocations().size());
      case NodeRegistered registered -> 8_000;
      case Event small -> 1_000;
    };
  }

  /** Adds a decided command and applies what it wrote. */
  void add(Waiting<?> command, List<Event> written) {
    if (!written.isEmpty()) {
      Appliers.Applied applied = Appliers.apply(after, written, after.index() + 1);
      after = applied.snapshot();
      touched.addAll(applied.touched());
      events.add(written);
      written.forEach(event -> weight += weight(event));
    }
    waiting.add(command);
  }

  /** Fixes the bytes that go to the log. */
  byte[] seal() {
    entry = EntryCodec.encode(events);
    return entry;
  }

  void complete() {
    waiting.forEach(Waiting::complete);
  }

  void fail(Throwable cause) {
    waiting.forEach(w -> w.fail(cause));
  }
}
