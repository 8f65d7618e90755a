package io.drover.schedule;

import io.drover.contract.model.JobType;
import io.drover.contract.model.NodePool;
import io.drover.contract.model.PoolScheduling;
import io.drover.contract.model.SchedulerAlgorithm;
import io.drover.contract.model.SchedulerConfiguration;
import io.drover.state.Snapshot;

/**
 * How a job is scheduled: what the cluster says, and where its node pool says otherwise, the pool.
 *
 * @param spread prefer empty nodes to full ones
 * @param preempt stop allocations of lower priority where nothing else makes room
 * @param memoryOversubscription tasks may use more memory than they reserve, up to their maximum
 */
record EffectiveScheduling(boolean spread, boolean preempt, boolean memoryOversubscription) {

  static EffectiveScheduling of(Snapshot snapshot, JobType type, String nodePool) {
    SchedulerConfiguration cluster = snapshot.scheduling();
    SchedulerAlgorithm algorithm = cluster.schedulerAlgorithm();
    boolean oversubscription = cluster.memoryOversubscriptionEnabled();
    NodePool pool = snapshot.nodePools().get(nodePool);
    PoolScheduling own = pool == null ? null : pool.schedulerConfiguration();
    if (own != null) {
      SchedulerAlgorithm ownAlgorithm = own.schedulerAlgorithm();
      Boolean ownOversubscription = own.memoryOversubscriptionEnabled();
      algorithm = ownAlgorithm == null ? algorithm : ownAlgorithm;
      oversubscription = ownOversubscription == null ? oversubscription : ownOversubscription;
    }
    return new EffectiveScheduling(
        algorithm == SchedulerAlgorithm.SPREAD,
        cluster.preemptionConfig().enabled(type),
        oversubscription);
  }
}
