package io.drover.state;

import io.drover.contract.model.Namespace;
import io.drover.contract.model.NodePool;
import io.drover.contract.model.SchedulerConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * What operators decide for the whole cluster. The scheduler configuration is null until somebody
 * has set one.
 */
record ClusterRecords(
    Table<String, Namespace> namespaces,
    Table<String, NodePool> nodePools,
    @Nullable SchedulerConfiguration scheduling) {

  static final ClusterRecords EMPTY = new ClusterRecords(Table.empty(), Table.empty(), null);

  ClusterRecords withNamespaces(Table<String, Namespace> now) {
    return new ClusterRecords(now, nodePools, scheduling);
  }

  ClusterRecords withNodePools(Table<String, NodePool> now) {
    return new ClusterRecords(namespaces, now, scheduling);
  }

  ClusterRecords withScheduling(SchedulerConfiguration now) {
    return new ClusterRecords(namespaces, nodePools, now);
  }
}
