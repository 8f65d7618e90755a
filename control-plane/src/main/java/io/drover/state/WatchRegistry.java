package io.drover.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who waits for which change. A waiter names what it read, exactly or by prefix, and is woken once,
 * by the first commit that touches any of it; it then has to register again if it wants to go on.
 * No commit is lost between reading and registering: see {@link Registration#movedOn()}. Waiters
 * are woken on the thread of the commit, after the lock is let go; waking must be short. Any thread
 * may register and cancel. Both bounds are given by whoever makes the registry.
 */
public final class WatchRegistry implements SnapshotStore.Listener {

  /** No more waiters are taken; the text says which bound was met. */
  public static final class TooManyWaiters extends Exception {
    private static final long serialVersionUID = 1;

    TooManyWaiters(String text) {
      super(text, null, false, false); // Expected under load: no stack trace.
    }
  }

  /** One waiter's place. */
  public final class Registration {
    private final String client;
    private final List<Watch> watches;
    private final Runnable wake;
    private final boolean movedOn;
    private boolean done; // Guarded by the registry's lock.

    private Registration(String client, List<Watch> watches, Runnable wake, boolean movedOn) {
      this.client = client;
      this.watches = watches;
      this.wake = wake;
      this.movedOn = movedOn;
    }

    /**
     * True if a commit came after the state that the waiter had seen and before it was registered:
     * it has to look again, as that commit will not wake it.
     */
    public boolean movedOn() {
      return movedOn;
    }

    /** Gives the place up. True if the waiter was not woken and now never will be. */
    public boolean cancel() {
      lock.lock();
      try {
        if (done) {
          return false;
        }
        retire(this);
        return true;
      } finally {
        lock.unlock();
      }
    }
  }

  private final int waitersMax;
  private final int waitersPerClientMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Watch, Set<Registration>> exact = new HashMap<>();
  private final Map<Topic, TreeMap<String, Set<Registration>>> prefixes = new HashMap<>();
  private final Map<String, Integer> waitersByClient = new HashMap<>();
  private int waiters;
  private long committedIndex;

  /**
   * A registry that holds at most so many waiters.
   *
   * @param waitersMax of all clients together
   * @param waitersPerClientMax of one client
   */
  public WatchRegistry(int waitersMax, int waitersPerClientMax) {
    this.waitersMax = waitersMax;
    this.waitersPerClientMax = waitersPerClientMax;
  }

  /**
   * Registers a waiter.
   *
   * @param client whose bound it counts against, such as an address
   * @param watches what it read; any of it wakes it
   * @param seenIndex the index of the snapshot that it read
   * @param wake called at most once; must be short and must not throw
   */
  public Registration register(String client, List<Watch> watches, long seenIndex, Runnable wake)
      throws TooManyWaiters {
    lock.lock();
    try {
      int ofClient = waitersByClient.getOrDefault(client, 0);
      if (waiters >= waitersMax) {
        throw new TooManyWaiters(
            "Too many blocking queries: this server holds at most " + waitersMax);
      }
      if (ofClient >= waitersPerClientMax) {
        throw new TooManyWaiters(
            "Too many blocking queries: this server holds at most "
                + waitersPerClientMax
                + " of one client");
      }
      boolean movedOn = committedIndex > seenIndex;
      Registration registration = new Registration(client, List.copyOf(watches), wake, movedOn);
      waiters++;
      waitersByClient.put(client, ofClient + 1);
      for (Watch watch : registration.watches) {
        place(watch).add(registration);
      }
      return registration;
    } finally {
      lock.unlock();
    }
  }

  /** How many wait now. */
  public int waiting() {
    lock.lock();
    try {
      return waiters;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void committed(Snapshot snapshot, Set<Watch> touched) {
    List<Registration> woken = new ArrayList<>();
    lock.lock();
    try {
      committedIndex = snapshot.index();
      if (waiters > 0) {
        for (Watch watch : touched) {
          collect(watch, woken);
        }
      }
    } finally {
      lock.unlock();
    }
    wake(woken);
  }

  /** One waiter that breaks its promise and throws must not cost the others their wake-up. */
  private static void wake(List<Registration> woken) {
    RuntimeException first = null;
    for (Registration registration : woken) {
      try {
        registration.wake.run();
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private void collect(Watch touched, List<Registration> woken) {
    Set<Registration> same = exact.remove(touched);
    if (same != null) {
      retireAll(same, woken);
    }
    TreeMap<String, Set<Registration>> ofTopic = prefixes.get(touched.topic());
    if (ofTopic == null) {
      return;
    }
    // Prefixes of a key are not greater than it, and whatever lies between the key and the greatest
    // candidate cannot begin with more than what both have in common: so the walk is short.
    String bound = touched.key();
    String prefix = ofTopic.floorKey(bound);
    while (prefix != null) {
      if (touched.key().startsWith(prefix)) {
        retireAll(ofTopic.get(prefix), woken);
        prefix = ofTopic.lowerKey(prefix);
      } else {
        bound = bound.substring(0, common(bound, prefix));
        prefix = ofTopic.floorKey(bound);
      }
    }
  }

  private void retireAll(Set<Registration> place, List<Registration> woken) {
    for (Registration registration : List.copyOf(place)) {
      woken.add(registration);
      retire(registration);
    }
  }

  private void retire(Registration registration) {
    registration.done = true;
    waiters--;
    waitersByClient.computeIfPresent(registration.client, (c, n) -> n == 1 ? null : n - 1);
    for (Watch watch : registration.watches) {
      leave(watch, registration);
    }
  }

  private Set<Registration> place(Watch watch) {
    return watch.prefix()
        ? prefixes
            .computeIfAbsent(watch.topic(), t -> new TreeMap<>())
            .computeIfAbsent(watch.key(), k -> new LinkedHashSet<>())
        : exact.computeIfAbsent(watch, w -> new LinkedHashSet<>());
  }

  private void leave(Watch watch, Registration registration) {
    Set<Registration> place =
        watch.prefix()
            ? prefixes.getOrDefault(watch.topic(), new TreeMap<>()).get(watch.key())
            : exact.get(watch);
    if (place == null) {
      return; // The place as a whole was taken out for waking.
    }
    place.remove(registration);
    if (!place.isEmpty()) {
      return;
    }
    if (watch.prefix()) {
      TreeMap<String, Set<Registration>> ofTopic = prefixes.get(watch.topic());
      ofTopic.remove(watch.key());
      if (ofTopic.isEmpty()) {
        prefixes.remove(watch.topic());
      }
    } else {
      exact.remove(watch);
    }
  }

  private static int common(String a, String b) {
    int n = Math.min(a.length(), b.length());
    for (int i = 0; i < n; i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return i;
      }
    }
    return n;
  }
}
