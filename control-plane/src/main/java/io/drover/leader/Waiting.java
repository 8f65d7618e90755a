package io.drover.leader;

import io.drover.command.Command;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.command.Refusal;
import io.drover.state.Snapshot;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/** A command that was handed in, with the future that its answer goes to. */
final class Waiting<R> {

  private final Command<R> command;
  private final CompletableFuture<R> answer = new CompletableFuture<>();
  private LongFunction<R> render;
  private long index;

  Waiting(Command<R> command) {
    this.command = command;
  }

  Command<R> command() {
    return command;
  }

  CompletableFuture<R> answer() {
    return answer;
  }

  /**
   * Decides; the index is that of the outcome's commit, or of what was read when there is nothing
   * to write.
   */
  Outcome<R> decide(Snapshot snapshot, Context context) throws Refusal {
    Outcome<R> outcome = command.decide(snapshot, context);
    render = outcome.answer();
    index = outcome.events().isEmpty() ? snapshot.index() : snapshot.index() + 1;
    return outcome;
  }

  /** Answers after the commit. */
  void complete() {
    try {
      answer.complete(render.apply(index));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  void fail(Throwable cause) {
    answer.completeExceptionally(cause);
  }
}
