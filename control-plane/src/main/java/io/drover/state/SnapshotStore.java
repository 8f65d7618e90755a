package io.drover.state;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The newest committed snapshot of this member. Written by the log's one thread; read by anyone,
 * without a lock.
 */
public final class SnapshotStore {

  /** Told of every commit, in order, on the log's thread: it must not block. */
  @FunctionalInterface
  public interface Listener {
    void committed(Snapshot snapshot, Set<Watch> touched);
  }

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile Snapshot current = Snapshot.EMPTY;

  /** The newest committed state. */
  public Snapshot current() {
    return current;
  }

  /** Adds a listener; it hears of commits from now on. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Makes a committed state the current one and tells the listeners what it touched. */
  public void publish(Snapshot snapshot, Set<Watch> touched) {
    current = snapshot;
    for (Listener listener : listeners) {
      listener.committed(snapshot, touched);
    }
  }
}
