package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drover.contract.ids.JobKey;
import io.drover.contract.json.KeepEmpty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for, canonical and without anything that changes while the job lives: the
 * immutable document that is stored under its digest. What changes is in {@link JobVersion}.
 * Source: objects.md 1.1.
 */
@RecordBuilder
public record JobSpec(
    String region,
    String namespace,
    String id,
    String parentId,
    String name,
    JobType type,
    int priority,
    boolean allAtOnce,
    List<String> datacenters,
    String nodePool,
    List<Constraint> constraints,
    List<Affinity> affinities,
    List<Spread> spreads,
    List<TaskGroup> taskGroups,
    UpdateStrategy update,
    @KeepEmpty @Nullable Map<String, Object> multiregion,
    @Nullable PeriodicConfig periodic,
    @Nullable ParameterizedJobConfig parameterizedJob,
    boolean dispatched,
    String dispatchIdempotencyToken,
    byte @Nullable [] payload,
    Map<String, String> meta,
    String consulToken,
    String consulNamespace,
    String vaultToken,
    String vaultNamespace,
    @JsonProperty("NomadTokenID") String nomadTokenId)
    implements JobSpecBuilder.With {

  public JobSpec {
    region = Copies.text(region);
    namespace = Copies.text(namespace);
    id = Copies.text(id);
    parentId = Copies.text(parentId);
    name = Copies.text(name);
    datacenters = Copies.list(datacenters);
    nodePool = Copies.text(nodePool);
    constraints = Copies.list(constraints);
    affinities = Copies.list(affinities);
    spreads = Copies.list(spreads);
    taskGroups = Copies.list(taskGroups);
    dispatchIdempotencyToken = Copies.text(dispatchIdempotencyToken);
    meta = Copies.map(meta);
    consulToken = Copies.text(consulToken);
    consulNamespace = Copies.text(consulNamespace);
    vaultToken = Copies.text(vaultToken);
    vaultNamespace = Copies.text(vaultNamespace);
    nomadTokenId = Copies.text(nomadTokenId);
  }

  /** Payloads are compared by their bytes. */
  @Override
  public boolean equals(Object other) {
    return other instanceof JobSpec that
        && region.equals(that.region)
        && namespace.equals(that.namespace)
        && id.equals(that.id)
        && parentId.equals(that.parentId)
        && name.equals(that.name)
        && Objects.equals(type, that.type)
        && priority == that.priority
        && allAtOnce == that.allAtOnce
        && datacenters.equals(that.datacenters)
        && nodePool.equals(that.nodePool)
        && constraints.equals(that.constraints)
        && affinities.equals(that.affinities)
        && spreads.equals(that.spreads)
        && taskGroups.equals(that.taskGroups)
        && Objects.equals(update, that.update)
        && Objects.equals(multiregion, that.multiregion)
        && Objects.equals(periodic, that.periodic)
        && Objects.equals(parameterizedJob, that.parameterizedJob)
        && dispatched == that.dispatched
        && dispatchIdempotencyToken.equals(that.dispatchIdempotencyToken)
        && Arrays.equals(payload, that.payload)
        && meta.equals(that.meta)
        && consulToken.equals(that.consulToken)
        && consulNamespace.equals(that.consulNamespace)
        && vaultToken.equals(that.vaultToken)
        && vaultNamespace.equals(that.vaultNamespace)
        && nomadTokenId.equals(that.nomadTokenId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(namespace, id, type, taskGroups, meta, Arrays.hashCode(payload));
  }

  /** The group of that name, or null. */
  public @Nullable TaskGroup group(String groupName) {
    for (TaskGroup group : taskGroups) {
      if (group.name().equals(groupName)) {
        return group;
      }
    }
    return null;
  }

  /** What names this job. */
  public JobKey key() {
    return new JobKey(namespace, id);
  }
}
