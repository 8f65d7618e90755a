package io.drover.sidecar.task;

import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.JobType;
import io.drover.contract.model.MigrateStrategy;
import io.drover.contract.model.UpdateStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which allocations are judged for health, and by which times. */
record HealthWatch(Duration minHealthyTime, Duration deadline) {

  static Optional<HealthWatch> of(TaskGroupView view, @Nullable AllocDeploymentStatus known) {
    if (known != null && known.healthy() != null) {
      return Optional.empty();
    }
    UpdateStrategy update = view.group().update();
    MigrateStrategy migrate = view.group().migrate();
    if (!view.alloc().deploymentId().isEmpty()) {
      return update == null || update.healthCheck().equals("manual")
          ? Optional.empty()
          : Optional.of(new HealthWatch(update.minHealthyTime(), update.healthyDeadline()));
    }
    return view.job().type() == JobType.SERVICE && migrate != null
        ? Optional.of(new HealthWatch(migrate.minHealthyTime(), migrate.healthyDeadline()))
        : Optional.empty();
  }

  HealthRule rule(Map<String, TaskRole> roles, Instant since) {
    return new HealthRule(roles, since, minHealthyTime, deadline);
  }
}
