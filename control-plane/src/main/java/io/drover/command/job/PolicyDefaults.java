package io.drover.command.job;

import io.drover.contract.api.MigrateStrategy;
import io.drover.contract.api.ReschedulePolicy;
import io.drover.contract.api.RestartPolicy;
import io.drover.contract.api.UpdateStrategy;
import io.drover.contract.model.JobType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Defaults and inheritance of the four policies a group has. Every set member of the nearer block
 * wins over the farther one. Source: objects.md 1.2 and 1.4 to 1.7.
 */
final class PolicyDefaults {

  private static final io.drover.contract.model.ReschedulePolicy NEVER =
      new io.drover.contract.model.ReschedulePolicy(
          0, Duration.ZERO, Duration.ZERO, "", Duration.ZERO, false);

  private PolicyDefaults() {}

  /** The job's own block in effect: a service without one has the default one. */
  static @Nullable UpdateStrategy jobUpdate(@Nullable UpdateStrategy given, JobType type) {
    if (given == null) {
      return type == JobType.SERVICE
          ? filled(new UpdateStrategy(null, null, null, null, null, null, null, null, null))
          : null;
    }
    return filled(given);
  }

  /** What is stored at the job itself: nothing but the two members that old clients read. */
  static io.drover.contract.model.UpdateStrategy storedAtJob(@Nullable UpdateStrategy update) {
    boolean rolling = update != null && Unset.or(update.maxParallel(), 0) > 0;
    return new io.drover.contract.model.UpdateStrategy(
        rolling ? Unset.or(update.stagger(), Duration.ZERO) : Duration.ZERO,
        rolling ? Unset.or(update.maxParallel(), 0) : 0,
        "",
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        false,
        false,
        0);
  }

  static io.drover.contract.model.@Nullable UpdateStrategy groupUpdate(
      @Nullable UpdateStrategy job, @Nullable UpdateStrategy group) {
    UpdateStrategy merged = group;
    if (job != null && group != null) {
      merged = merge(job, group);
    } else if (job != null && !isZero(job)) {
      merged = job;
    }
    if (merged == null) {
      return null;
    }
    UpdateStrategy all = filled(merged);
    return new io.drover.contract.model.UpdateStrategy(
        Unset.or(all.stagger(), Duration.ZERO),
        Unset.or(all.maxParallel(), 0),
        Unset.or(all.healthCheck(), ""),
        Unset.or(all.minHealthyTime(), Duration.ZERO),
        Unset.or(all.healthyDeadline(), Duration.ZERO),
        Unset.or(all.progressDeadline(), Duration.ZERO),
        Unset.or(all.autoRevert(), false),
        Unset.or(all.autoPromote(), false),
        Unset.or(all.canary(), 0));
  }

  private static UpdateStrategy merge(UpdateStrategy far, UpdateStrategy near) {
    return new UpdateStrategy(
        first(near.stagger(), far.stagger()),
        first(near.maxParallel(), far.maxParallel()),
        first(near.healthCheck(), far.healthCheck()),
        first(near.minHealthyTime(), far.minHealthyTime()),
        first(near.healthyDeadline(), far.healthyDeadline()),
        first(near.progressDeadline(), far.progressDeadline()),
        first(near.autoRevert(), far.autoRevert()),
        first(near.autoPromote(), far.autoPromote()),
        first(near.canary(), far.canary()));
  }

  private static UpdateStrategy filled(UpdateStrategy given) {
    return merge(
        new UpdateStrategy(
            Duration.ofSeconds(30),
            1,
            "checks",
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            false,
            false,
            0),
        given);
  }

  private static boolean isZero(UpdateStrategy u) {
    return Unset.or(u.stagger(), Duration.ZERO).isZero()
        && Unset.or(u.maxParallel(), 0) == 0
        && Unset.or(u.healthCheck(), "").isEmpty()
        && Unset.or(u.minHealthyTime(), Duration.ZERO).isZero()
        && Unset.or(u.healthyDeadline(), Duration.ZERO).isZero()
        && Unset.or(u.progressDeadline(), Duration.ZERO).isZero()
        && !Unset.or(u.autoRevert(), false)
        && !Unset.or(u.autoPromote(), false)
        && Unset.or(u.canary(), 0) == 0;
  }

  static io.drover.contract.model.@Nullable MigrateStrategy migrate(
      @Nullable MigrateStrategy job, @Nullable MigrateStrategy group, JobType type) {
    if (job == null && group == null && type != JobType.SERVICE) {
      return null;
    }
    MigrateStrategy unset = new MigrateStrategy(null, null, null, null);
    MigrateStrategy far = job == null ? unset : job;
    MigrateStrategy near = group == null ? unset : group;
    return new io.drover.contract.model.MigrateStrategy(
        Unset.or(first(near.maxParallel(), far.maxParallel()), 1),
        Unset.or(first(near.healthCheck(), far.healthCheck()), "checks"),
        Unset.or(first(near.minHealthyTime(), far.minHealthyTime()), Duration.ofSeconds(10)),
        Unset.or(first(near.healthyDeadline(), far.healthyDeadline()), Duration.ofMinutes(5)));
  }

  static io.drover.contract.model.@Nullable ReschedulePolicy reschedule(
      @Nullable ReschedulePolicy job, @Nullable ReschedulePolicy group, JobType type) {
    if (job == null && group == null && type == JobType.SYSTEM) {
      return null;
    }
    ReschedulePolicy unset = new ReschedulePolicy(null, null, null, null, null, null);
    ReschedulePolicy far = job == null ? unset : job;
    ReschedulePolicy near = group == null ? unset : group;
    io.drover.contract.model.ReschedulePolicy standard = standardReschedule(type);
    return new io.drover.contract.model.ReschedulePolicy(
        Unset.or(first(near.attempts(), far.attempts()), standard.attempts()),
        Unset.or(first(near.interval(), far.interval()), standard.interval()),
        Unset.or(first(near.delay(), far.delay()), standard.delay()),
        Unset.or(first(near.delayFunction(), far.delayFunction()), standard.delayFunction()),
        Unset.or(first(near.maxDelay(), far.maxDelay()), standard.maxDelay()),
        Unset.or(first(near.unlimited(), far.unlimited()), standard.unlimited()));
  }

  private static io.drover.contract.model.ReschedulePolicy standardReschedule(JobType type) {
    return switch (type) {
      case SERVICE ->
          new io.drover.contract.model.ReschedulePolicy(
              0, Duration.ZERO, Duration.ofSeconds(30), "exponential", Duration.ofHours(1), true);
      case BATCH ->
          new io.drover.contract.model.ReschedulePolicy(
              1, Duration.ofHours(24), Duration.ofSeconds(5), "constant", Duration.ZERO, false);
      case SYSTEM, SYSBATCH -> NEVER;
    };
  }

  /** The group's policy. */
  static io.drover.contract.model.RestartPolicy restart(
      @Nullable RestartPolicy group, JobType type) {
    return overlay(
        switch (type) {
          case SERVICE, SYSTEM ->
              new io.drover.contract.model.RestartPolicy(
                  2, Duration.ofMinutes(30), Duration.ofSeconds(15), "fail");
          case BATCH, SYSBATCH ->
              new io.drover.contract.model.RestartPolicy(
                  3, Duration.ofHours(24), Duration.ofSeconds(15), "fail");
        },
        group);
  }

  /** The policy of a block inside: what it sets wins over what is around it. */
  static io.drover.contract.model.RestartPolicy overlay(
      io.drover.contract.model.RestartPolicy around, @Nullable RestartPolicy inside) {
    if (inside == null) {
      return around;
    }
    return new io.drover.contract.model.RestartPolicy(
        Unset.or(inside.attempts(), around.attempts()),
        Unset.or(inside.interval(), around.interval()),
        Unset.or(inside.delay(), around.delay()),
        Unset.or(inside.mode(), around.mode()));
  }

  private static <T> @Nullable T first(@Nullable T near, @Nullable T far) {
    return near == null ? far : near;
  }
}
