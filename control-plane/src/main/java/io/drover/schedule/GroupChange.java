package io.drover.schedule;

import io.drover.contract.model.Affinity;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.Port;
import io.drover.contract.model.Service;
import io.drover.contract.model.Spread;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether allocations of a group can go on under a new version of their job, or must be
 * replaced. Source: semantics.md 4.5.
 */
final class GroupChange {
  private GroupChange() {}

  /** True when tasks have to be stopped and started for the change. */
  static boolean destructive(JobSpec oldJob, JobSpec newJob, String groupName) {
    TaskGroup a = oldJob.group(groupName);
    TaskGroup b = newJob.group(groupName);
    if (a == null || b == null) {
      return true;
    }
    boolean same =
        a.tasks().size() == b.tasks().size()
            && Objects.equals(a.ephemeralDisk(), b.ephemeralDisk())
            && networks(a.networks()).equals(networks(b.networks()))
            && affinities(oldJob, a).equals(affinities(newJob, b))
            && spreads(oldJob, a).equals(spreads(newJob, b))
            && connects(a.services()).equals(connects(b.services()))
            && a.volumes().equals(b.volumes());
    if (!same) {
      return true;
    }
    for (Task task : b.tasks()) {
      Task old = task(a, task.name());
      if (old == null || destructive(oldJob, a, old, newJob, b, task)) {
        return true;
      }
    }
    return false;
  }

  private static boolean destructive(
      JobSpec oldJob, TaskGroup oldGroup, Task a, JobSpec newJob, TaskGroup newGroup, Task b) {
    boolean sameTask =
        a.driver().equals(b.driver())
            && a.user().equals(b.user())
            && a.config().equals(b.config())
            && a.env().equals(b.env())
            && a.artifacts().equals(b.artifacts())
            && Objects.equals(a.vault(), b.vault())
            && a.templates().equals(b.templates())
            && Objects.equals(a.csiPluginConfig(), b.csiPluginConfig())
            && a.volumeMounts().equals(b.volumeMounts())
            && Objects.equals(a.identity(), b.identity())
            && a.logConfig().disabled() == b.logConfig().disabled();
    boolean sameResources =
        a.resources().cpu() == b.resources().cpu()
            && a.resources().cores() == b.resources().cores()
            && a.resources().memoryMb() == b.resources().memoryMb()
            && a.resources().memoryMaxMb() == b.resources().memoryMaxMb()
            && networks(a.resources().networks()).equals(networks(b.resources().networks()))
            && a.resources().devices().equals(b.resources().devices());
    return !sameTask
        || !sameResources
        || !meta(oldJob, oldGroup, a).equals(meta(newJob, newGroup, b));
  }

  private static @Nullable Task task(TaskGroup group, String name) {
    for (Task task : group.tasks()) {
      if (task.name().equals(name)) {
        return task;
      }
    }
    return null;
  }

  private static Map<String, String> meta(JobSpec job, TaskGroup group, Task task) {
    Map<String, String> all = new TreeMap<>(job.meta());
    all.putAll(group.meta());
    all.putAll(task.meta());
    return all;
  }

  /** Networks without the numbers of dynamic ports, which are chosen at placement. */
  private static List<NetworkResource> networks(List<NetworkResource> networks) {
    List<NetworkResource> plain = new ArrayList<>();
    for (NetworkResource network : networks) {
      List<Port> dynamic = network.dynamicPorts().stream().map(p -> p.withValue(0)).toList();
      plain.add(network.withDynamicPorts(dynamic));
    }
    return plain;
  }

  private static List<Affinity> affinities(JobSpec job, TaskGroup group) {
    List<Affinity> all = new ArrayList<>(job.affinities());
    all.addAll(group.affinities());
    group.tasks().forEach(task -> all.addAll(task.affinities()));
    return all;
  }

  private static List<Spread> spreads(JobSpec job, TaskGroup group) {
    List<Spread> all = new ArrayList<>(job.spreads());
    all.addAll(group.spreads());
    return all;
  }

  private static List<Object> connects(List<Service> services) {
    List<Object> all = new ArrayList<>();
    for (Service service : services) {
      if (service.connect() != null) {
        all.add(List.of(service.name(), service.portLabel(), service.connect()));
      }
    }
    return all;
  }
}
