package io.drover.schedule;

import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeDevice;
import io.drover.contract.model.RequestedDevice;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one allocation of a group takes from a node, added up once for all placements. */
final class GroupAsk {
  /** A network with ports; the task is null for the group's own. */
  record NetworkAsk(@Nullable String task, NetworkResource network) {}

  /** Devices that a task wants, with its rules on them parsed. */
  record DeviceAsk(
      String task,
      RequestedDevice device,
      List<DeviceCondition> constraints,
      List<DeviceCondition> affinities) {
    static DeviceAsk of(String task, RequestedDevice device) {
      return new DeviceAsk(
          task,
          device,
          device.constraints().stream().map(DeviceCondition::of).toList(),
          device.affinities().stream().map(DeviceCondition::of).toList());
    }

    /** The sum of the weights of the affinities that a device meets. */
    double matched(NodeDevice given) {
      double sum = 0;
      for (int i = 0; i < affinities.size(); i++) {
        sum += affinities.get(i).holds(given) ? device.affinities().get(i).weight() : 0;
      }
      return sum;
    }
  }

  final TaskGroup group;
  final long memoryMb;
  final long diskMb;
  final int cores;
  final List<NetworkAsk> networks;
  final List<DeviceAsk> devices;

  /** The weights of all affinities on devices, without their signs. */
  final double deviceWeights;

  private final long cpuShares;

  GroupAsk(TaskGroup group) {
    this.group = group;
    long cpu = 0;
    long memory = 0;
    int allCores = 0;
    List<NetworkAsk> asks = new ArrayList<>();
    List<DeviceAsk> deviceAsks = new ArrayList<>();
    if (!group.networks().isEmpty()) {
      asks.add(
          new NetworkAsk(null, group.networks().getFirst())); // As Nomad: only the first counts.
    }
    for (Task task : group.tasks()) {
      allCores += task.resources().cores();
      cpu += task.resources().cores() > 0 ? 0 : task.resources().cpu();
      memory += task.resources().memoryMb();
      if (!task.resources().networks().isEmpty()) {
        asks.add(new NetworkAsk(task.name(), task.resources().networks().getFirst()));
      }
      task.resources().devices().forEach(d -> deviceAsks.add(DeviceAsk.of(task.name(), d)));
    }
    this.cpuShares = cpu;
    this.memoryMb = memory;
    this.diskMb = group.ephemeralDisk().sizeMb();
    this.cores = allCores;
    this.networks = List.copyOf(asks);
    this.devices = List.copyOf(deviceAsks);
    this.deviceWeights =
        deviceAsks.stream()
            .flatMap(ask -> ask.device().affinities().stream())
            .mapToDouble(affinity -> Math.abs(affinity.weight()))
            .sum();
  }

  /** MHz on that node: a reserved core counts with what one core of the node gives. */
  long cpuShares(NodeLoad load) {
    return cores == 0 ? cpuShares : cpuShares + cores * sharesPerCore(load.node);
  }

  /** True when a port is on a host network that a property of the node names. */
  boolean hostNetworkOfNode() {
    return networks.stream()
        .flatMap(
            ask ->
                Stream.concat(
                    ask.network().reservedPorts().stream(), ask.network().dynamicPorts().stream()))
        .anyMatch(port -> !Targets.literal(port.hostNetwork()));
  }

  static long sharesPerCore(Node node) {
    int all = node.nodeResources().cpu().totalCpuCores();
    return all == 0 ? 0 : node.nodeResources().cpu().cpuShares() / all;
  }
}
