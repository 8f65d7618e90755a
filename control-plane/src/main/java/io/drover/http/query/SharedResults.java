package io.drover.http.query;

import io.drover.state.Snapshot;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Results of the newest snapshot, by query: equal queries of equal rights are run once a commit and
 * share one body. Those who come while it runs wait for it, which is never longer than running it
 * themselves. Any thread.
 */
final class SharedResults {

  /** More than there are different queries in a busy commit; the rest is run unshared. */
  private static final int RESULTS_MAX = 8192;

  /** Some twenty different full lists of 4,000 jobs; then unshared. */
  private static final long BYTES_MAX = 64L << 20;

  private static final class Slot {
    private @Nullable Result result; // Guarded by this.

    synchronized Result get(Query query, Snapshot snapshot, AtomicLong bytes) {
      Result ready = result;
      if (ready == null) {
        ready = query.run(snapshot);
        bytes.addAndGet(ready.body().sizeBytes());
        result = ready;
      }
      return ready;
    }
  }

  private static final class Generation {
    private final Snapshot snapshot;
    private final ConcurrentHashMap<String, Slot> slots = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    Generation(Snapshot snapshot) {
      this.snapshot = snapshot;
    }
  }

  private volatile Generation newest = new Generation(Snapshot.EMPTY);

  /**
   * The result of a query on a snapshot.
   *
   * @param key equal for queries that must give equal results, rights included
   */
  Result get(String key, Query query, Snapshot snapshot) {
    Generation generation = generation(snapshot);
    if (generation.snapshot != snapshot) {
      return query.run(snapshot); // A reader that is behind the others.
    }
    Slot slot = generation.slots.get(key);
    if (slot == null) {
      if (generation.slots.size() >= RESULTS_MAX || generation.bytes.get() >= BYTES_MAX) {
        return query.run(snapshot);
      }
      slot = generation.slots.computeIfAbsent(key, k -> new Slot());
    }
    return slot.get(query, snapshot, generation.bytes);
  }

  private Generation generation(Snapshot snapshot) {
    Generation current = newest;
    if (current.snapshot == snapshot || current.snapshot.index() > snapshot.index()) {
      return current;
    }
    synchronized (this) {
      current = newest;
      if (current.snapshot != snapshot && current.snapshot.index() <= snapshot.index()) {
        current = new Generation(snapshot);
        newest = current;
      }
      return current;
    }
  }
}
