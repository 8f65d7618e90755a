package io.drover.leader;

import io.drover.apply.Appliers;
import io.drover.event.Event;
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

  private final List<List<Event>> events = new ArrayList<>();
  private final List<Waiting<?>> waiting = new ArrayList<>();
  private final Set<Watch> touched = new HashSet<>();
  private Snapshot after;
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

  /** Adds a decided command and applies what it wrote. */
  void add(Waiting<?> command, List<Event> written) {
    if (!written.isEmpty()) {
      Appliers.Applied applied = Appliers.apply(after, written, after.index() + 1);
      after = applied.snapshot();
      touched.addAll(applied.touched());
      events.add(written);
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
