package io.drover.command.job;

import io.drover.contract.api.Job;
import io.drover.contract.api.UpdateStrategy;
import io.drover.contract.api.VolumeRequest;
import io.drover.contract.model.ConsulBlock;
import io.drover.contract.model.DnsConfig;
import io.drover.contract.model.EphemeralDisk;
import io.drover.contract.model.JobType;
import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.Port;
import io.drover.contract.model.RestartPolicy;
import io.drover.contract.model.ScalingPolicy;
import io.drover.contract.model.TaskGroup;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Defaults of the groups of one job, given what the job says for all of them. */
record GroupDefaults(
    Job job,
    JobType type,
    String jobId,
    String jobName,
    String namespace,
    @Nullable UpdateStrategy update) {

  static final io.drover.contract.api.TaskGroup NO_GROUP =
      io.drover.contract.api.TaskGroupBuilder.builder().build();
  private static final io.drover.contract.api.NetworkResource NO_NETWORK =
      io.drover.contract.api.NetworkResourceBuilder.builder().build();
  private static final io.drover.contract.api.Port NO_PORT =
      new io.drover.contract.api.Port(null, null, null, null);

  /** Volumes of another type than these are left out, as the API does. */
  private static final Set<String> VOLUME_TYPES = Set.of("host", "csi");

  TaskGroup canonical(io.drover.contract.api.TaskGroup group) {
    String name = Unset.or(group.name(), "");
    int count = count(group);
    RestartPolicy restart = PolicyDefaults.restart(group.restartPolicy(), type);
    String consulNamespace = group.consul() == null ? "" : Unset.or(group.consul().namespace(), "");
    var services = new ServiceDefaults(jobName, name, namespace, consulNamespace);
    var tasks = new TaskDefaults(this, name, count, restart, services);
    return new TaskGroup(
        name,
        count,
        PolicyDefaults.groupUpdate(update, group.update()),
        PolicyDefaults.migrate(job.migrate(), group.migrate(), type),
        JobCanonicalizer.constraints(group.constraints()),
        group.scaling() == null ? null : scaling(group.scaling(), count, target(name)),
        restart,
        Unset.list(group.tasks(), TaskDefaults.NO_TASK, tasks::canonical),
        disk(group.ephemeralDisk()),
        Unset.texts(group.meta()),
        PolicyDefaults.reschedule(job.reschedule(), group.reschedulePolicy(), type),
        JobCanonicalizer.affinities(group.affinities()),
        JobCanonicalizer.spreads(group.spreads()),
        networks(group.networks()),
        new ConsulBlock(consulNamespace),
        Unset.list(group.services(), ServiceDefaults.NO_SERVICE, services::ofGroup),
        volumes(group.volumes()),
        group.shutdownDelay(),
        group.stopAfterClientDisconnect(),
        group.maxClientDisconnect());
  }

  private int count(io.drover.contract.api.TaskGroup group) {
    long least =
        group.scaling() == null || group.scaling().min() == null ? 1 : group.scaling().min();
    int standard = (int) Math.clamp(least, Integer.MIN_VALUE, Integer.MAX_VALUE);
    int count = Unset.or(group.count(), standard);
    return count == 0 && type == JobType.SYSTEM ? 1 : count;
  }

  Map<String, String> target(String group) {
    Map<String, String> target = new TreeMap<>();
    target.put("Namespace", namespace);
    target.put("Job", jobId);
    target.put("Group", group);
    return target;
  }

  /** The indexes of a policy are no part of the document; its row has them. */
  static ScalingPolicy scaling(
      io.drover.contract.api.ScalingPolicy given, int count, Map<String, String> target) {
    String type = Unset.or(given.type(), "");
    return new ScalingPolicy(
        policyId(target),
        type.isEmpty() ? "horizontal" : type,
        target,
        FreeForm.canonical(given.policy()),
        Unset.or(given.min(), count),
        Unset.or(given.max(), -1),
        Unset.or(given.enabled(), true),
        0,
        0);
  }

  /**
   * What a policy is for names it, so that a job registered again keeps the ids of its policies.
   */
  private static String policyId(Map<String, String> target) {
    byte[] name = String.join("\0", target.values()).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(name).toString();
  }

  private static EphemeralDisk disk(io.drover.contract.api.@Nullable EphemeralDisk d) {
    if (d == null) {
      return new EphemeralDisk(false, 300, false);
    }
    return new EphemeralDisk(
        Unset.or(d.sticky(), false), Unset.or(d.sizeMb(), 300), Unset.or(d.migrate(), false));
  }

  static List<NetworkResource> networks(
      @Nullable List<io.drover.contract.api.@Nullable NetworkResource> given) {
    return Unset.list(
        given,
        NO_NETWORK,
        n ->
            new NetworkResource(
                Unset.or(n.mode(), ""),
                Unset.or(n.device(), ""),
                Unset.or(n.cidr(), ""),
                Unset.or(n.ip(), ""),
                Unset.or(n.hostname(), ""),
                Unset.or(n.mbits(), 0),
                dns(n.dns()),
                Unset.list(n.reservedPorts(), NO_PORT, GroupDefaults::port),
                Unset.list(n.dynamicPorts(), NO_PORT, GroupDefaults::port)));
  }

  private static @Nullable DnsConfig dns(io.drover.contract.api.@Nullable DNSConfig dns) {
    return dns == null
        ? null
        : new DnsConfig(
            Unset.texts(dns.servers()), Unset.texts(dns.searches()), Unset.texts(dns.options()));
  }

  private static Port port(io.drover.contract.api.Port port) {
    String network = Unset.or(port.hostNetwork(), "");
    return new Port(
        Unset.or(port.label(), ""),
        Unset.or(port.value(), 0),
        Unset.or(port.to(), 0),
        network.isEmpty() ? "default" : network);
  }

  private static Map<String, io.drover.contract.model.VolumeRequest> volumes(
      @Nullable Map<String, @Nullable VolumeRequest> given) {
    Map<String, io.drover.contract.model.VolumeRequest> volumes = new HashMap<>();
    if (given != null) {
      given.forEach(
          (name, volume) -> {
            if (volume != null && VOLUME_TYPES.contains(Unset.or(volume.type(), ""))) {
              volumes.put(name, volume(volume));
            }
          });
    }
    return volumes;
  }

  private static io.drover.contract.model.VolumeRequest volume(VolumeRequest v) {
    Map<String, Object> mount = null;
    if (v.mountOptions() != null) {
      mount = new TreeMap<>();
      mount.put("FSType", Unset.or(v.mountOptions().fsType(), ""));
      List<String> flags = Unset.texts(v.mountOptions().mountFlags());
      mount.put("MountFlags", flags.isEmpty() ? null : flags);
    }
    return new io.drover.contract.model.VolumeRequest(
        Unset.or(v.name(), ""),
        Unset.or(v.type(), ""),
        Unset.or(v.source(), ""),
        Unset.or(v.readOnly(), false),
        Unset.or(v.accessMode(), ""),
        Unset.or(v.attachmentMode(), ""),
        mount,
        Unset.or(v.perAlloc(), false));
  }
}
