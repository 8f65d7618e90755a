package io.drover.collect;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.Evaluation;
import io.drover.state.Snapshot;

/**
 * Which index was reached at a time. Rows know the index of their last change, and some of them its
 * time too: every index up to that of such a row is at least as old. So nothing has to be
 * remembered beside the state, and a restart forgets nothing.
 */
final class Ages {

  private final Snapshot snapshot;

  Ages(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** The newest index that is known to be of {@code unixNanos} or before; 0 if none is. */
  long indexAt(long unixNanos) {
    long newest = 0;
    for (Evaluation evaluation : snapshot.evaluations().rows()) {
      if (evaluation.modifyTime() <= unixNanos && evaluation.modifyIndex() > newest) {
        newest = evaluation.modifyIndex();
      }
    }
    for (Allocation allocation : snapshot.allocations().rows()) {
      if (allocation.modifyTime() <= unixNanos && allocation.modifyIndex() > newest) {
        newest = allocation.modifyIndex();
      }
    }
    return newest;
  }
}
