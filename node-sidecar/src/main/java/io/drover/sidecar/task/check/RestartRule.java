package io.drover.sidecar.task.check;

import io.drover.contract.model.CheckRestart;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a check that keeps failing restarts its task: once it has failed for as long as {@code
 * limit} runs take, not counting what fails within the grace after the task's start.
 */
final class RestartRule {

  private final Duration patience;
  private final Duration grace;
  private @Nullable Instant failingSince;

  /**
   * @param interval of the check
   */
  RestartRule(CheckRestart settings, Duration interval) {
    this.patience = interval.multipliedBy(Math.max(0, settings.limit() - 1));
    this.grace = settings.grace();
  }

  /**
   * Whether it is to be restarted now.
   *
   * @param since when the task was started
   */
  boolean judge(boolean failing, Instant since, Instant now) {
    if (!failing) {
      failingSince = null;
      return false;
    }
    if (now.isBefore(since.plus(grace))) {
      return false;
    }
    if (failingSince == null || failingSince.isBefore(since)) {
      failingSince = now;
    }
    if (now.isBefore(failingSince.plus(patience))) {
      return false;
    }
    failingSince = null;
    return true;
  }
}
