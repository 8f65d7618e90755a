package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a node is being emptied. */
@RecordBuilder
public record DrainStrategy(
    Duration deadline,
    boolean ignoreSystemJobs,
    @Nullable Instant forceDeadline,
    @Nullable Instant startedAt)
    implements DrainStrategyBuilder.With {

  public DrainStrategy {
    deadline = deadline == null ? Duration.ZERO : deadline;
  }
}
