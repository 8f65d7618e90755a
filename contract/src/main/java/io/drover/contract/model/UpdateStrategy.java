package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * How a new version of a job replaces the old one. MaxParallel 0 means all at once, without a
 * deployment.
 */
@RecordBuilder
public record UpdateStrategy(
    Duration stagger,
    int maxParallel,
    String healthCheck,
    Duration minHealthyTime,
    Duration healthyDeadline,
    Duration progressDeadline,
    boolean autoRevert,
    boolean autoPromote,
    int canary)
    implements UpdateStrategyBuilder.With {

  public UpdateStrategy {
    stagger = stagger == null ? Duration.ZERO : stagger;
    healthCheck = Copies.text(healthCheck);
    minHealthyTime = minHealthyTime == null ? Duration.ZERO : minHealthyTime;
    healthyDeadline = healthyDeadline == null ? Duration.ZERO : healthyDeadline;
    progressDeadline = progressDeadline == null ? Duration.ZERO : progressDeadline;
  }
}
