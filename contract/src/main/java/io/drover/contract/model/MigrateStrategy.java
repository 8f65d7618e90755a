package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/** How many allocations of a group move at once when their node drains. */
@RecordBuilder
public record MigrateStrategy(
    int maxParallel, String healthCheck, Duration minHealthyTime, Duration healthyDeadline)
    implements MigrateStrategyBuilder.With {

  public MigrateStrategy {
    healthCheck = Copies.text(healthCheck);
    minHealthyTime = minHealthyTime == null ? Duration.ZERO : minHealthyTime;
    healthyDeadline = healthyDeadline == null ? Duration.ZERO : healthyDeadline;
  }
}
