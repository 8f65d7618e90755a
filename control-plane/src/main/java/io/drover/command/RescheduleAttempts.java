package io.drover.command;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.ReschedulePolicy;
import io.drover.contract.model.RescheduleTracker;
import org.jspecify.annotations.Nullable;

/** Whether a failed allocation may be replaced once more. Source: semantics.md 4.8. */
final class RescheduleAttempts {

  private RescheduleAttempts() {}

  static boolean left(Allocation failed, @Nullable ReschedulePolicy policy, long nowNanos) {
    if (policy == null || !policy.unlimited() && policy.attempts() <= 0) {
      return false;
    }
    RescheduleTracker tracker = failed.rescheduleTracker();
    if (policy.unlimited() || tracker == null) {
      return true;
    }
    long interval = policy.interval().toNanos();
    long recent =
        tracker.events().stream().filter(e -> nowNanos - e.rescheduleTime() < interval).count();
    return recent < policy.attempts();
  }
}
