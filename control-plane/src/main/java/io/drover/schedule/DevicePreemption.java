package io.drover.schedule;

import io.drover.contract.model.AllocatedDevice;
import io.drover.contract.model.AllocatedTaskResources;
import io.drover.contract.model.NodeDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Finds who has to stop so that devices come free. Source: semantics.md 7.3. */
final class DevicePreemption {
  private DevicePreemption() {}

  /** Who has the devices that are wanted; empty if they are free, or cannot be had. */
  static List<Candidate> victims(GroupAsk ask, NodeLoad load, List<Candidate> candidates) {
    List<NodeDevice> devices = load.node.nodeResources().devices();
    Set<String> taken = load.devicesTaken();
    if (ask.devices.isEmpty() || Devices.pick(ask.devices, devices, taken) != null) {
      return List.of();
    }
    List<Candidate> all = new ArrayList<>();
    for (GroupAsk.DeviceAsk wanted : ask.devices) {
      for (Candidate victim : forDevice(wanted, devices, taken, candidates)) {
        if (!all.contains(victim)) {
          all.add(victim);
        }
      }
    }
    return all;
  }

  /** Of the devices that serve, the one whose holders matter least. */
  private static List<Candidate> forDevice(
      GroupAsk.DeviceAsk ask, List<NodeDevice> devices, Set<String> taken, List<Candidate> all) {
    List<Candidate> best = List.of();
    int least = Integer.MAX_VALUE;
    for (NodeDevice device : devices) {
      int missing = Devices.wanted(ask) - Devices.free(device, taken).size();
      if (!Devices.matches(ask, device)) {
        continue;
      }
      if (missing <= 0) {
        return List.of();
      }
      List<Candidate> holders = holders(device, missing, all);
      int priorities = holders.stream().mapToInt(Candidate::priority).distinct().sum();
      if (!holders.isEmpty() && priorities < least) {
        least = priorities;
        best = holders;
      }
    }
    return best;
  }

  private static List<Candidate> holders(NodeDevice device, int missing, List<Candidate> all) {
    ToIntFunction<Candidate> gives = candidate -> instances(candidate, device);
    List<Candidate> chosen = new ArrayList<>();
    int given = 0;
    for (List<Candidate> group : Candidate.byPriority(all)) {
      for (Candidate candidate : group) {
        int more = gives.applyAsInt(candidate);
        if (given < missing && more > 0) {
          given += more;
          chosen.add(candidate);
        }
      }
    }
    return given < missing
        ? List.of()
        : Candidate.needed(chosen, gives, missing, gives::applyAsInt);
  }

  private static int instances(Candidate candidate, NodeDevice device) {
    int count = 0;
    for (AllocatedTaskResources task : candidate.resources().tasks().values()) {
      for (AllocatedDevice held : task.devices()) {
        boolean same =
            held.vendor().equals(device.vendor())
                && held.type().equals(device.type())
                && held.name().equals(device.name());
        count += same ? held.deviceIds().size() : 0;
      }
    }
    return count;
  }
}
