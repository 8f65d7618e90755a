package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;

/** Which schedulers may stop allocations of lower priority to make room. */
@RecordBuilder
public record PreemptionConfig(
    boolean systemSchedulerEnabled,
    @JsonProperty("SysBatchSchedulerEnabled") boolean sysBatchSchedulerEnabled,
    boolean batchSchedulerEnabled,
    boolean serviceSchedulerEnabled)
    implements PreemptionConfigBuilder.With {

  /** As long as nobody has said otherwise. */
  public static final PreemptionConfig DEFAULT = new PreemptionConfig(true, false, false, false);

  /** Whether jobs of that type may preempt. */
  public boolean enabled(JobType type) {
    return switch (type) {
      case SYSTEM -> systemSchedulerEnabled;
      case SYSBATCH -> sysBatchSchedulerEnabled;
      case BATCH -> batchSchedulerEnabled;
      case SERVICE -> serviceSchedulerEnabled;
    };
  }
}
