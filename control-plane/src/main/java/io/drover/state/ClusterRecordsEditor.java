package io.drover.state;

import io.drover.contract.model.Namespace;
import io.drover.contract.model.NodePool;
import io.drover.contract.model.SchedulerConfiguration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The part of a {@link SnapshotEditor} for what operators decide for the whole cluster. */
public final class ClusterRecordsEditor {

  private final BiConsumer<TableName, Watch> touch;
  private ClusterRecords records;

  ClusterRecordsEditor(ClusterRecords records, BiConsumer<TableName, Watch> touch) {
    this.records = records;
    this.touch = touch;
  }

  ClusterRecords records() {
    return records;
  }

  public @Nullable Namespace namespace(String name) {
    return records.namespaces().get(name);
  }

  public void putNamespace(Namespace namespace) {
    records = records.withNamespaces(records.namespaces().with(namespace.name(), namespace));
    touch.accept(TableName.NAMESPACES, Watch.of(Topic.NAMESPACE, namespace.name()));
  }

  public void removeNamespace(String name) {
    records = records.withNamespaces(records.namespaces().without(name));
    touch.accept(TableName.NAMESPACES, Watch.of(Topic.NAMESPACE, name));
  }

  public @Nullable NodePool nodePool(String name) {
    return records.nodePools().get(name);
  }

  public void putNodePool(NodePool pool) {
    records = records.withNodePools(records.nodePools().with(pool.name(), pool));
    touch.accept(TableName.NODE_POOLS, Watch.of(Topic.NODE_POOL, pool.name()));
  }

  public void removeNodePool(String name) {
    records = records.withNodePools(records.nodePools().without(name));
    touch.accept(TableName.NODE_POOLS, Watch.of(Topic.NODE_POOL, name));
  }

  public @Nullable SchedulerConfiguration scheduling() {
    return records.scheduling();
  }

  public void putScheduling(SchedulerConfiguration configuration) {
    records = records.withScheduling(configuration);
    touch.accept(TableName.SCHEDULER_CONFIGURATION, Watch.table(TableName.SCHEDULER_CONFIGURATION));
  }
}
