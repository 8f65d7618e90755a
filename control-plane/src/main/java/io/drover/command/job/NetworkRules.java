package io.drover.command.job;

import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.Port;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules for the ports of a group and of its tasks, which share labels and static ports. */
final class NetworkRules {

  private static final int PORT_MAX = 65535;
  private static final String GROUP = "taskgroup network";

  private NetworkRules() {}

  /** A static port is taken on one host network only. */
  private record StaticPort(String hostNetwork, int port) {}

  static Problems check(TaskGroup group) {
    Problems p = new Problems();
    Set<String> labels = new HashSet<>();
    Map<StaticPort, String> taken = new HashMap<>();
    for (NetworkResource network : group.networks()) {
      for (Port port : ports(network)) {
        p.addIf(
            !labels.add(port.label()),
            "Port label " + port.label() + " already in use by " + GROUP);
        staticPort(port, GROUP, taken, p);
        p.addIf(
            port.to() < -1,
            "Port " + Quote.of(port.label()) + " cannot be mapped to negative value " + port.to());
        p.addIf(
            port.to() > PORT_MAX,
            "Port "
                + Quote.of(port.label())
                + " cannot be mapped to a port ("
                + port.to()
                + ") greater than "
                + PORT_MAX);
      }
    }
    for (Task task : group.tasks()) {
      for (NetworkResource network : task.resources().networks()) {
        for (Port port : ports(network)) {
          p.addIf(
              labels.contains(port.label()),
              "Port label " + port.label() + " already in use by " + GROUP);
          staticPort(port, task.name(), taken, p);
        }
      }
    }
    return p;
  }

  private static List<Port> ports(NetworkResource network) {
    List<Port> ports = new ArrayList<>(network.reservedPorts());
    ports.addAll(network.dynamicPorts());
    return ports;
  }

  private static void staticPort(
      Port port, String owner, Map<StaticPort, String> taken, Problems p) {
    if (port.value() == 0) {
      return;
    }
    StaticPort key = new StaticPort(port.hostNetwork(), port.value());
    if (taken.get(key) instanceof String other) {
      p.add("Static port " + port.value() + " already reserved by " + other);
    } else if (port.value() > PORT_MAX) {
      p.add("Port " + port.label() + " (" + port.value() + ") cannot be greater than " + PORT_MAX);
    } else {
      taken.put(key, owner + ":" + port.label());
    }
  }
}
