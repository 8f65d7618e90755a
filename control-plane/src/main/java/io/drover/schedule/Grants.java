package io.drover.schedule;

import io.drover.contract.model.AllocatedCpu;
import io.drover.contract.model.AllocatedDevice;
import io.drover.contract.model.AllocatedMemory;
import io.drover.contract.model.AllocatedPort;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.AllocatedSharedResources;
import io.drover.contract.model.AllocatedTaskResources;
import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskLifecycle;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Turns what a group asks for into what an allocation gets on a node that has enough of it: numbers
 * of ports and cores, ids of devices. What is the same for every allocation of a group is made
 * once.
 */
final class Grants {
  private final Map<GroupAsk, AllocatedResources> same = new IdentityHashMap<>();
  private final SplittableRandom random;

  private final boolean memoryOversubscription;

  Grants(SplittableRandom random, boolean memoryOversubscription) {
    this.random = random;
    this.memoryOversubscription = memoryOversubscription;
  }

  AllocatedResources grant(GroupAsk ask, NodeLoad load) {
    boolean alike = ask.networks.isEmpty() && ask.devices.isEmpty() && ask.cores == 0;
    if (!alike) {
      return make(ask, load);
    }
    return same.computeIfAbsent(ask, a -> make(a, load));
  }

  private AllocatedResources make(GroupAsk ask, NodeLoad load) {
    List<NetworkOffer> offers =
        ask.networks.isEmpty() ? List.of() : load.ports().offer(ask.networks, random);
    Devices.Offer offer =
        Devices.pick(ask.devices, load.node.nodeResources().devices(), load.devicesTaken());
    if (offer == null) {
      throw new IllegalStateException("devices were there when the node was chosen");
    }
    List<AllocatedDevice> devices = offer.devices();
    List<Integer> cores = ask.cores == 0 ? List.of() : load.freeCores();
    Map<String, AllocatedTaskResources> tasks = new TreeMap<>();
    Map<String, TaskLifecycle> lifecycles = new TreeMap<>();
    int core = 0;
    for (Task task : ask.group.tasks()) {
      int wanted = task.resources().cores();
      List<Integer> reserved =
          wanted == 0 ? List.of() : List.copyOf(cores.subList(core, core + wanted));
      core += wanted;
      long cpu = wanted == 0 ? task.resources().cpu() : wanted * GroupAsk.sharesPerCore(load.node);
      List<AllocatedDevice> own = new ArrayList<>();
      for (int i = 0; i < devices.size(); i++) {
        if (ask.devices.get(i).task().equals(task.name())) {
          own.add(devices.get(i));
        }
      }
      List<NetworkResource> networks =
          offers.stream()
              .filter(o -> task.name().equals(o.task()))
              .map(NetworkOffer::network)
              .toList();
      tasks.put(
          task.name(),
          new AllocatedTaskResources(new AllocatedCpu(cpu, reserved), memory(task), networks, own));
      lifecycles.put(task.name(), task.lifecycle());
    }
    return new AllocatedResources(tasks, lifecycles, shared(ask, offers));
  }

  private AllocatedMemory memory(Task task) {
    int most = memoryOversubscription ? task.resources().memoryMaxMb() : 0;
    return new AllocatedMemory(task.resources().memoryMb(), most);
  }

  private static AllocatedSharedResources shared(GroupAsk ask, List<NetworkOffer> offers) {
    List<NetworkResource> networks = new ArrayList<>();
    List<AllocatedPort> ports = new ArrayList<>();
    for (NetworkOffer offer : offers) {
      if (offer.task() == null) {
        networks.add(offer.network());
        ports.addAll(offer.ports());
      }
    }
    return new AllocatedSharedResources(networks, ask.diskMb, ports);
  }
}
