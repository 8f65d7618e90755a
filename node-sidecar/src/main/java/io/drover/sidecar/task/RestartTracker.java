package io.drover.sidecar.task;

import io.drover.contract.json.GoDuration;
import io.drover.contract.model.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/**
 * Decides what follows the end of a run (semantics.md 12.5). No clock and no randomness of its own.
 * Belongs to one task's thread.
 */
public final class RestartTracker {

  // Jitter on top of the policy's delay, so that tasks that fell together do not rise together.
  private static final double JITTER_PART_MAX = 0.25;

  private final boolean restartsOnSuccess;
  private final DoubleSupplier random;
  private RestartPolicy policy;
  private int count;
  private Instant windowStart;

  /**
   * @param restartsOnSuccess whether a clean exit is a reason to start again
   * @param random from 0 to 1
   */
  RestartTracker(
      RestartPolicy policy,
      boolean restartsOnSuccess,
      Instant windowStart,
      int count,
      DoubleSupplier random) {
    this.policy = policy;
    this.restartsOnSuccess = restartsOnSuccess;
    this.windowStart = windowStart;
    this.count = count;
    this.random = random;
  }

  /** What to do next. */
  public sealed interface Decision {
    /** Start again after a while. */
    record Restart(Duration delay, String reason) implements Decision {}

    /** The task has done its work. */
    record Done() implements Decision {}

    /** The task has failed. */
    record Fail(String reason) implements Decision {}
  }

  int count() {
    return count;
  }

  Instant windowStart() {
    return windowStart;
  }

  /** A changed job may come with another policy. */
  void policy(RestartPolicy changed) {
    policy = changed;
  }

  /** After a run that ended. */
  Decision afterExit(boolean successful, Instant now) {
    if (policy.attempts() == 0) {
      return successful && !restartsOnSuccess
          ? new Decision.Done()
          : new Decision.Fail("Policy allows no restarts");
    }
    count(now);
    return successful && !restartsOnSuccess ? new Decision.Done() : again(now);
  }

  /** After a run that did not begin. */
  Decision afterStartFailure(boolean recoverable, Instant now) {
    if (policy.attempts() == 0) {
      return new Decision.Fail("Policy allows no restarts");
    }
    count(now);
    return recoverable ? again(now) : new Decision.Fail("Error was unrecoverable");
  }

  private void count(Instant now) {
    if (now.isAfter(windowStart.plus(policy.interval()))) {
      count = 0;
      windowStart = now;
    }
    count++;
  }

  private Decision again(Instant now) {
    if (count <= policy.attempts()) {
      long nanos = policy.delay().toNanos();
      long jitter = (long) (nanos * JITTER_PART_MAX * random.getAsDouble());
      return new Decision.Restart(Duration.ofNanos(nanos + jitter), "Restart within policy");
    }
    if (policy.mode().equals("delay")) {
      return new Decision.Restart(
          Duration.between(now, windowStart.plus(policy.interval())),
          "Exceeded allowed attempts, applying a delay");
    }
    return new Decision.Fail(
        "Exceeded allowed attempts "
            + policy.attempts()
            + " in interval "
            + GoDuration.format(policy.interval())
            + " and mode is \"fail\"");
  }
}
