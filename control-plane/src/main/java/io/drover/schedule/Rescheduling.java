package io.drover.schedule;

import io.drover.contract.ids.EvalId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.RescheduleEvent;
import io.drover.contract.model.ReschedulePolicy;
import io.drover.contract.model.RescheduleTracker;
import io.drover.contract.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a failed allocation is tried again, and how long it waits. Source: semantics.md 4.8. */
final class Rescheduling {
  /** What is due so soon is done at once. */
  private static final long SOON_NANOS = 1_000_000_000L;

  /** As many events as are kept of an unlimited policy. */
  private static final int KEPT = 5;

  private Rescheduling() {}

  /** Now, at a time, or not at all. Time is Unix nanoseconds. */
  sealed interface Due {
    record Now() implements Due {}

    record Later(long time) implements Due {}

    record Never() implements Due {}
  }

  static Due due(
      Allocation failed, @Nullable ReschedulePolicy policy, EvalId evaluation, long now) {
    boolean forced = Boolean.TRUE.equals(failed.desiredTransition().forceReschedule());
    if (forced) {
      return new Due.Now();
    }
    if (policy == null || !policy.unlimited() && policy.attempts() <= 0) {
      return new Due.Never();
    }
    long failTime = failTime(failed);
    Duration delay = nextDelay(failed, policy, failTime);
    boolean limited = policy.attempts() > 0;
    if (limited && !attemptsLeft(events(failed), policy, failTime, delay)) {
      return new Due.Never();
    }
    long next = failTime + delay.toNanos();
    boolean waited = evaluation.equals(failed.followupEvalId());
    return waited || next - now <= SOON_NANOS ? new Due.Now() : new Due.Later(next);
  }

  private static boolean attemptsLeft(
      List<RescheduleEvent> events, ReschedulePolicy policy, long failTime, Duration delay) {
    if (events.isEmpty()) {
      return true;
    }
    long interval = policy.interval().toNanos();
    long recent = events.stream().filter(e -> failTime - e.rescheduleTime() < interval).count();
    return recent < policy.attempts() && delay.compareTo(policy.interval()) < 0;
  }

  /** When the last of its tasks ended, or else when it last changed. */
  static long failTime(Allocation failed) {
    Instant last = null;
    for (TaskState task : failed.taskStates().values()) {
      Instant finished = task.finishedAt();
      if (finished != null && (last == null || finished.isAfter(last))) {
        last = finished;
      }
    }
    return last == null
        ? failed.modifyTime()
        : last.getEpochSecond() * 1_000_000_000L + last.getNano();
  }

  static Duration nextDelay(Allocation failed, ReschedulePolicy policy, long failTime) {
    List<RescheduleEvent> events = events(failed);
    if (events.isEmpty()) {
      return policy.delay();
    }
    RescheduleEvent last = events.getLast();
    Duration delay =
        switch (policy.delayFunction()) {
          case "exponential" -> last.delay().multipliedBy(2);
          case "fibonacci" -> fibonacci(events, policy);
          default -> policy.delay();
        };
    if (policy.delayFunction().equals("constant")
        || policy.maxDelay().isZero()
        || delay.compareTo(policy.maxDelay()) <= 0) {
      return delay;
    }
    // It was quiet for longer than the longest delay: start from the shortest again.
    boolean quiet = failTime - last.rescheduleTime() > policy.maxDelay().toNanos();
    return quiet ? policy.delay() : policy.maxDelay();
  }

  private static Duration fibonacci(List<RescheduleEvent> events, ReschedulePolicy policy) {
    if (events.size() < 2) {
      return policy.delay();
    }
    Duration last = events.getLast().delay();
    Duration before = events.get(events.size() - 2).delay();
    boolean wasReset = before.equals(policy.maxDelay()) && last.equals(policy.delay());
    return wasReset ? last : last.plus(before);
  }

  /** The tracker of the allocation that comes after the failed one. */
  static RescheduleTracker tracker(Allocation failed, @Nullable ReschedulePolicy policy, long now) {
    List<RescheduleEvent> kept = new ArrayList<>();
    Duration delay = Duration.ZERO;
    if (policy != null) {
      delay = nextDelay(failed, policy, failTime(failed));
      List<RescheduleEvent> events = events(failed);
      for (int i = 0; i < events.size(); i++) {
        boolean keep =
            policy.attempts() > 0
                ? now - events.get(i).rescheduleTime() <= policy.interval().toNanos()
                : i >= events.size() - KEPT;
        if (keep) {
          kept.add(events.get(i));
        }
      }
    }
    kept.add(new RescheduleEvent(now, failed.id(), failed.nodeId(), delay));
    return new RescheduleTracker(kept);
  }

  private static List<RescheduleEvent> events(Allocation failed) {
    RescheduleTracker tracker = failed.rescheduleTracker();
    return tracker == null ? List.of() : tracker.events();
  }
}
