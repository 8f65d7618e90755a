package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tasks that are placed together on one node. Source: objects.md 1.8. */
@RecordBuilder
public record TaskGroup(
    String name,
    int count,
    @Nullable UpdateStrategy update,
    @Nullable MigrateStrategy migrate,
    List<Constraint> constraints,
    @Nullable ScalingPolicy scaling,
    RestartPolicy restartPolicy,
    List<Task> tasks,
    EphemeralDisk ephemeralDisk,
    Map<String, String> meta,
    @Nullable ReschedulePolicy reschedulePolicy,
    List<Affinity> affinities,
    List<Spread> spreads,
    List<NetworkResource> networks,
    ConsulBlock consul,
    List<Service> services,
    Map<String, VolumeRequest> volumes,
    @Nullable Duration shutdownDelay,
    @Nullable Duration stopAfterClientDisconnect,
    @Nullable Duration maxClientDisconnect)
    implements TaskGroupBuilder.With {

  public TaskGroup {
    name = Copies.text(name);
    constraints = Copies.list(constraints);
    tasks = Copies.list(tasks);
    meta = Copies.map(meta);
    affinities = Copies.list(affinities);
    spreads = Copies.list(spreads);
    networks = Copies.list(networks);
    services = Copies.list(services);
    volumes = Copies.map(volumes);
  }
}
