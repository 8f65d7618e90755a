package io.drover.command.job;

import io.drover.contract.json.GoDuration;
import io.drover.contract.model.MigrateStrategy;
import io.drover.contract.model.RestartPolicy;
import io.drover.contract.model.UpdateStrategy;
import java.time.Duration;
import java.util.Set;

/** Rules for the restart, update and migrate blocks of a group. */
final class PolicyRules {

  private static final Duration RESTART_INTERVAL_MIN = Duration.ofSeconds(5);
  private static final Set<String> UPDATE_HEALTH = Set.of("checks", "task_states", "manual");
  private static final Set<String> MIGRATE_HEALTH = Set.of("checks", "task_states");

  private PolicyRules() {}

  static Problems restart(RestartPolicy restart) {
    Problems p = new Problems();
    String mode = restart.mode();
    p.addIf(
        !mode.equals("fail") && !mode.equals("delay"),
        "Unsupported restart mode: " + Quote.of(mode));
    p.addIf(
        restart.attempts() == 0 && !mode.equals("fail"),
        "Restart policy " + Quote.of(mode) + " with 0 attempts is ambiguous");
    p.addIf(
        restart.interval().compareTo(RESTART_INTERVAL_MIN) < 0,
        "Interval can not be less than "
            + GoDuration.format(RESTART_INTERVAL_MIN)
            + " (got "
            + GoDuration.format(restart.interval())
            + ")");
    p.addIf(
        Durations.times(restart.delay(), restart.attempts()).compareTo(restart.interval()) > 0,
        "Nomad can't restart the TaskGroup "
            + restart.attempts()
            + " times in an interval of "
            + GoDuration.format(restart.interval())
            + " with a delay of "
            + GoDuration.format(restart.delay()));
    return p;
  }

  static Problems update(UpdateStrategy u) {
    Problems p = new Problems();
    p.addIf(
        !UPDATE_HEALTH.contains(u.healthCheck()),
        "Invalid health check given: " + Quote.of(u.healthCheck()));
    p.addIf(
        u.maxParallel() < 0, "Max parallel can not be less than zero: " + u.maxParallel() + " < 0");
    p.addIf(u.canary() < 0, "Canary count can not be less than zero: " + u.canary() + " < 0");
    p.addIf(
        u.canary() == 0 && u.autoPromote(),
        "Auto Promote requires a Canary count greater than zero");
    Duration min = u.minHealthyTime();
    Duration deadline = u.healthyDeadline();
    Duration progress = u.progressDeadline();
    p.addIf(
        min.isNegative(),
        "Minimum healthy time may not be less than zero: " + GoDuration.format(min));
    p.addIf(
        !deadline.isPositive(),
        "Healthy deadline must be greater than zero: " + GoDuration.format(deadline));
    p.addIf(
        progress.isNegative(),
        "Progress deadline must be zero or greater: " + GoDuration.format(progress));
    p.addIf(
        min.compareTo(deadline) >= 0,
        "Minimum healthy time must be less than healthy deadline: "
            + GoDuration.format(min)
            + " > "
            + GoDuration.format(deadline));
    p.addIf(
        !progress.isZero() && deadline.compareTo(progress) >= 0,
        "Healthy deadline must be less than progress deadline: "
            + GoDuration.format(deadline)
            + " > "
            + GoDuration.format(progress));
    p.addIf(
        !u.stagger().isPositive(),
        "Stagger must be greater than zero: " + GoDuration.format(u.stagger()));
    return p;
  }

  static Problems migrate(MigrateStrategy m) {
    Problems p = new Problems();
    p.addIf(m.maxParallel() < 0, "MaxParallel must be >= 0 but found " + m.maxParallel());
    if (m.healthCheck().isEmpty()) {
      p.add("Missing HealthCheck");
    } else {
      p.addIf(
          !MIGRATE_HEALTH.contains(m.healthCheck()),
          "Invalid HealthCheck: " + Quote.of(m.healthCheck()));
    }
    p.addIf(
        m.minHealthyTime().isNegative(),
        "MinHealthyTime is " + GoDuration.format(m.minHealthyTime()) + " and must be >= 0");
    p.addIf(
        m.healthyDeadline().isNegative(),
        "HealthyDeadline is " + GoDuration.format(m.healthyDeadline()) + " and must be >= 0");
    p.addIf(
        m.minHealthyTime().compareTo(m.healthyDeadline()) > 0,
        "MinHealthyTime must be less than HealthyDeadline");
    return p;
  }
}
