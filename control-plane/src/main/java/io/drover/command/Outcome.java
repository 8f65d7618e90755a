package io.drover.command;

import io.drover.event.Event;
import java.util.List;
import java.util.function.LongFunction;

/**
 * What a command decided: the events to write, and the answer once they are committed, given the
 * index that they got (or, without events, the index of the state that was read).
 */
public record Outcome<R>(List<Event> events, LongFunction<R> answer) {

  /**
   * Nothing to write; the answer still waits until the state that it was read from is committed.
   */
  public static <R> Outcome<R> unchanged(LongFunction<R> answer) {
    return new Outcome<>(List.of(), answer);
  }
}
