package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** How the whole cluster schedules. Source: objects.md 12. */
@RecordBuilder
public record SchedulerConfiguration(
    SchedulerAlgorithm schedulerAlgorithm,
    PreemptionConfig preemptionConfig,
    boolean memoryOversubscriptionEnabled,
    boolean rejectJobRegistration,
    boolean pauseEvalBroker,
    long createIndex,
    long modifyIndex)
    implements SchedulerConfigurationBuilder.With {

  /** As long as nobody has said otherwise. */
  public static final SchedulerConfiguration DEFAULT =
      new SchedulerConfiguration(
          SchedulerAlgorithm.BINPACK, PreemptionConfig.DEFAULT, false, false, false, 0, 0);

  public SchedulerConfiguration {
    schedulerAlgorithm =
        schedulerAlgorithm == null ? SchedulerAlgorithm.BINPACK : schedulerAlgorithm;
    preemptionConfig = preemptionConfig == null ? PreemptionConfig.DEFAULT : preemptionConfig;
  }
}
