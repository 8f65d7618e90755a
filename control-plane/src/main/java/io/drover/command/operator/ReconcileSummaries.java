package io.drover.command.operator;

import io.drover.command.Command;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.event.SummariesReconciled;
import io.drover.state.Snapshot;
import java.util.List;

/** Counts the allocations of every job anew. */
public record ReconcileSummaries() implements Command<Long> {

  /** The index as of which they are right. */
  @Override
  public Outcome<Long> decide(Snapshot snapshot, Context context) {
    return new Outcome<>(List.of(new SummariesReconciled(context.nowNanos())), index -> index);
  }
}
