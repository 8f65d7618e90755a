package io.drover.command;

import io.drover.state.Snapshot;

/**
 * An intent to change state. Deciding it is pure: the newest snapshot and the context go in, events
 * and an answer come out, or a {@link Refusal}. It may be decided more than once (when leadership
 * was lost in between), so it must not change anything itself.
 */
public interface Command<R> {

  /** Decides on the leader's one command thread. */
  Outcome<R> decide(Snapshot snapshot, Context context) throws Refusal;
}
