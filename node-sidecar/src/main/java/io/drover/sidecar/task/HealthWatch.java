package io.drover.sidecar.task;

import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.JobType;
import io.drover.contract.model.MigrateStrategy;
import io.drover.contract.model.UpdateStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which allocations are judged for health, and by what.
 *
 * @param checks whether the checks of services must pass too
 * @param told whether tasks are told why they are not healthy: those of deployments are
 */
record HealthWatch(Duration minHealthyTime, Duration deadline, boolean checks, boolean told) {

  private static final String CHECKS = "checks";

  static Optional<HealthWatch> of(TaskGroupView view, @Nullable AllocDeploymentStatus known) {
    if (known != null && known.healthy() != null) {
      return Optional.empty();
    }
    UpdateStrategy update = view.group().update();
    MigrateStrategy migrate = view.group().migrate();
    if (!view.alloc().deploymentId().isEmpty()) {
      return update == null || update.healthCheck().equals("manual")
          ? Optional.empty()
          : Optional.of(
              new HealthWatch(
                  update.minHealthyTime(),
                  update.healthyDeadline(),
                  update.healthCheck().equals(CHECKS),
                  true));
    }
    return view.job().type() == JobType.SERVICE && migrate != null
        ? Optional.of(
            new HealthWatch(
                migrate.minHealthyTime(),
                migrate.healthyDeadline(),
                migrate.healthCheck().equals(CHECKS),
                false))
        : Optional.empty();
  }

  HealthRule rule(Map<String, TaskRole> roles, Set<String> withChecks, Instant since) {
    return new HealthRule(roles, checks ? withChecks : Set.of(), since, minHealthyTime, deadline);
  }
}
