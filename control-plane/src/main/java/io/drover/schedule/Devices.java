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

/**
 * Picks device instances. A request that has constraints on the device is met nowhere: they are not
 * understood yet, and ignoring them would place work where it must not run.
 */
final class Devices {
  private Devices() {}

  /** Instances for each request in order, or null if one cannot be met. */
  static @Nullable List<AllocatedDevice> pick(
      List<GroupAsk.DeviceAsk> asks, List<NodeDevice> devices, Set<String> taken) {
    Set<String> used = new HashSet<>(taken);
    List<AllocatedDevice> picked = new ArrayList<>();
    for (GroupAsk.DeviceAsk ask : asks) {
      AllocatedDevice found = one(ask.device(), devices, used);
      if (found == null) {
        return null;
      }
      used.addAll(found.deviceIds());
      picked.add(found);
    }
    return picked;
  }

  private static @Nullable AllocatedDevice one(
      RequestedDevice request, List<NodeDevice> devices, Set<String> used) {
    long wanted = Math.max(1, request.count());
    for (NodeDevice device : devices) {
      if (!request.constraints().isEmpty() || !named(request.name(), device)) {
        continue;
      }
      List<String> free =
          device.instances().stream()
              .filter(NodeDeviceInstance::healthy)
              .map(NodeDeviceInstance::id)
              .filter(id -> !used.contains(id))
              .limit(wanted)
              .toList();
      if (free.size() == wanted) {
        return new AllocatedDevice(device.vendor(), device.type(), device.name(), free);
      }
    }
    return null;
  }

  /** Type, vendor/type or vendor/type/name. */
  private static boolean named(String name, NodeDevice device) {
    return name.equals(device.type())
        || name.equals(device.vendor() + "/" + device.type())
        || name.equals(device.vendor() + "/" + device.type() + "/" + device.name());
  }
}
