package io.drover.schedule;

import io.drover.contract.model.AllocatedDevice;
import io.drover.contract.model.NodeDevice;
import io.drover.contract.model.NodeDeviceInstance;
import io.drover.contract.model.RequestedDevice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Picks device instances: those that a request's affinities like best. Source: semantics.md 7. */
final class Devices {
  private Devices() {}

  /**
   * Instances for each request in order.
   *
   * @param matched the weights of the affinities that they meet, summed up
   */
  record Offer(List<AllocatedDevice> devices, double matched) {}

  /** An offer that leaves alone what is taken, or null if a request cannot be met. */
  static @Nullable Offer pick(
      List<GroupAsk.DeviceAsk> asks, List<NodeDevice> devices, Set<String> taken) {
    Set<String> used = new HashSet<>(taken);
    List<AllocatedDevice> picked = new ArrayList<>();
    double matched = 0;
    for (GroupAsk.DeviceAsk ask : asks) {
      NodeDevice best = best(ask, devices, used);
      if (best == null) {
        return null;
      }
      List<String> ids = free(best, used).subList(0, wanted(ask));
      ids.forEach(id -> used.add(key(best.vendor(), best.type(), best.name(), id)));
      picked.add(new AllocatedDevice(best.vendor(), best.type(), best.name(), ids));
      matched += ask.matched(best);
    }
    return new Offer(picked, matched);
  }

  private static @Nullable NodeDevice best(
      GroupAsk.DeviceAsk ask, List<NodeDevice> devices, Set<String> used) {
    NodeDevice best = null;
    for (NodeDevice device : devices) {
      if (matches(ask, device)
          && free(device, used).size() >= wanted(ask)
          && (best == null || ask.matched(device) > ask.matched(best))) {
        best = device;
      }
    }
    return best;
  }

  /** How many instances: one if the job does not say. */
  static int wanted(GroupAsk.DeviceAsk ask) {
    return (int) Math.clamp(ask.device().count(), 1, Integer.MAX_VALUE);
  }

  /** Whether instances of that device serve, be they free or not. */
  static boolean matches(GroupAsk.DeviceAsk ask, NodeDevice device) {
    return named(ask.device(), device)
        && ask.constraints().stream().allMatch(condition -> condition.holds(device));
  }

  /** Ids of healthy instances that nobody has. */
  static List<String> free(NodeDevice device, Set<String> used) {
    List<String> free = new ArrayList<>();
    for (NodeDeviceInstance instance : device.instances()) {
      String key = key(device.vendor(), device.type(), device.name(), instance.id());
      if (instance.healthy() && !used.contains(key)) {
        free.add(instance.id());
      }
    }
    return free;
  }

  /** What names an instance on its node: ids are unique within a device only. */
  static String key(String vendor, String type, String name, String id) {
    return vendor + '/' + type + '/' + name + '/' + id;
  }

  /** Type, vendor/type or vendor/type/name. */
  private static boolean named(RequestedDevice request, NodeDevice device) {
    String name = request.name();
    return name.equals(device.type())
        || name.equals(device.vendor() + "/" + device.type())
        || name.equals(device.vendor() + "/" + device.type() + "/" + device.name());
  }
}
