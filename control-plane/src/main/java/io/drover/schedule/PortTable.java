package io.drover.schedule;

import io.drover.contract.model.AllocatedPort;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.AllocatedTaskResources;
import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeNetwork;
import io.drover.contract.model.NodeNetworkAddress;
import io.drover.contract.model.Port;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which ports of a node are taken, by the address of the host network that they are on. Mutable,
 * for one thread. Source of limits and texts: semantics.md 7.
 */
final class PortTable {
  static final int MIN_DYNAMIC = 20_000;
  static final int MAX_DYNAMIC = 32_000;
  static final String NO_BANDWIDTH = "bandwidth exceeded";
  private static final String DEFAULT = "default";
  private static final int HIGHEST = 65_535;
  private static final int RANDOM_TRIES = 20;

  private static final class Address {
    final String ip;
    final BitSet used = new BitSet();

    /** Numbers that more than one has: whoever makes room for another may not have stopped yet. */
    final Map<Integer, Integer> again = new HashMap<>();

    int dynamicUsed;

    Address(String ip) {
      this.ip = ip;
    }
  }

  private final int min;
  private final int max;
  private final Map<String, Address> byNetwork = new LinkedHashMap<>();

  // Bandwidth by device, in megabits a second; only what tasks ask for themselves counts.
  private final Map<String, Integer> bandwidth = new LinkedHashMap<>();
  private final Map<String, Integer> bandwidthUsed = new HashMap<>();
  private final Node node;

  PortTable(Node node) {
    this.node = node;
    for (NetworkResource network : node.nodeResources().networks()) {
      if (!network.device().isEmpty() && network.mbits() > 0) {
        bandwidth.put(network.device(), network.mbits());
      }
    }
    int givenMin = node.nodeResources().minDynamicPort();
    int givenMax = node.nodeResources().maxDynamicPort();
    min = givenMin > 0 ? givenMin : MIN_DYNAMIC;
    max = givenMax > 0 ? Math.min(givenMax, HIGHEST) : MAX_DYNAMIC;
    for (NodeNetwork network : node.nodeResources().nodeNetworks()) {
      for (NodeNetworkAddress address : network.addresses()) {
        String alias = address.alias().isEmpty() ? DEFAULT : address.alias();
        // The first address of a network stands for it.
        Address first = byNetwork.computeIfAbsent(alias, a -> new Address(address.address()));
        if (first.ip.equals(address.address())) {
          reserve(first, address.reservedPorts());
        }
      }
    }
    String everywhere = node.reservedResources().networks().reservedHostPorts();
    byNetwork.values().forEach(address -> reserve(address, everywhere));
  }

  /** The numbers of a list such as {@code 22,8500-8502}; what is no port is left out. */
  private void reserve(Address address, String list) {
    for (String part : list.split(",")) {
      String[] ends = part.trim().split("-", 2);
      try {
        int from = Integer.parseInt(ends[0].trim());
        int to = ends.length == 1 ? from : Integer.parseInt(ends[1].trim());
        for (int port = Math.max(from, 0); port <= Math.min(to, HIGHEST); port++) {
          take(address, port);
        }
      } catch (NumberFormatException notAPort) {
        continue; // The node checked its own configuration; an empty list ends here too.
      }
    }
  }

  /** Takes the ports of an allocation; the label and number of one that was taken, or null. */
  @Nullable String hold(AllocatedResources resources) {
    String collision = null;
    useBandwidth(resources, 1);
    for (AllocatedPort port : ports(resources)) {
      for (Address address : byNetwork.values()) {
        if (on(address, port) && !take(address, port.value())) {
          collision = port.label() + "=" + port.value();
          address.again.merge(port.value(), 1, Integer::sum);
        }
      }
    }
    return collision;
  }

  void release(AllocatedResources resources) {
    useBandwidth(resources, -1);
    for (AllocatedPort port : ports(resources)) {
      for (Address address : byNetwork.values()) {
        if (on(address, port)) {
          free(address, port.value());
        }
      }
    }
  }

  private void useBandwidth(AllocatedResources resources, int sign) {
    for (AllocatedTaskResources task : resources.tasks().values()) {
      for (NetworkResource network : task.networks()) {
        if (network.mbits() > 0) {
          bandwidthUsed.merge(network.device(), sign * network.mbits(), Integer::sum);
        }
      }
    }
  }

  /** The device whose bandwidth tasks get; null if the node does not say how much there is. */
  private @Nullable String device() {
    return bandwidth.isEmpty() ? null : bandwidth.keySet().iterator().next();
  }

  /** Megabits a second that tasks can still have. */
  int freeBandwidth() {
    String device = device();
    return device == null
        ? Integer.MAX_VALUE
        : bandwidth.getOrDefault(device, 0) - bandwidthUsed.getOrDefault(device, 0);
  }

  /** True when tasks were given more than there is. */
  boolean overcommitted() {
    return bandwidthUsed.entrySet().stream()
        .anyMatch(
            used -> used.getValue() > bandwidth.getOrDefault(used.getKey(), Integer.MAX_VALUE));
  }

  /** Whether an allocation has that number on the address that a port is wanted on. */
  boolean holds(AllocatedResources resources, Port wanted) {
    Address address = byNetwork.get(network(wanted));
    return address != null
        && ports(resources).stream()
            .anyMatch(held -> held.value() == wanted.value() && on(address, held));
  }

  /** Whether that number is taken on the address that a port is wanted on. */
  boolean taken(Port wanted) {
    Address address = byNetwork.get(network(wanted));
    return address != null && address.used.get(wanted.value());
  }

  private static List<AllocatedPort> ports(AllocatedResources resources) {
    List<AllocatedPort> all = new ArrayList<>(resources.shared().ports());
    resources
        .tasks()
        .values()
        .forEach(
            task -> {
              for (NetworkResource network : task.networks()) {
                network.reservedPorts().forEach(p -> all.add(held(p, network.ip())));
                network.dynamicPorts().forEach(p -> all.add(held(p, network.ip())));
              }
            });
    return all;
  }

  private static AllocatedPort held(Port port, String ip) {
    return new AllocatedPort(port.label(), port.value(), port.to(), ip);
  }

  /** A port without an address, from before the node had one, is taken on all of them. */
  private static boolean on(Address address, AllocatedPort port) {
    return port.hostIp().isEmpty() || port.hostIp().equals(address.ip);
  }

  private boolean take(Address address, int port) {
    if (port < 0 || port > HIGHEST || address.used.get(port)) {
      return false;
    }
    address.used.set(port);
    address.dynamicUsed += dynamic(port) ? 1 : 0;
    return true;
  }

  private void free(Address address, int port) {
    Integer others = address.again.get(port);
    if (others != null) { // Somebody else has it, too.
      address.again.compute(port, (p, count) -> others == 1 ? null : others - 1);
    } else if (address.used.get(port)) {
      address.used.clear(port);
      address.dynamicUsed -= dynamic(port) ? 1 : 0;
    }
  }

  private boolean dynamic(int port) {
    return port >= min && port <= max;
  }

  /** Why these networks cannot be had here, or null if they can. */
  @Nullable String problem(List<GroupAsk.NetworkAsk> asks) {
    Map<Address, Integer> fromRange = new LinkedHashMap<>();
    int mbits = 0;
    for (GroupAsk.NetworkAsk ask : asks) {
      mbits += ask.task() == null ? 0 : ask.network().mbits();
      for (Port port : ask.network().reservedPorts()) {
        Address address = byNetwork.get(network(port));
        if (address == null) {
          return noAddress(port);
        }
        if (port.value() < 0 || port.value() > HIGHEST) {
          return "invalid port " + port.value() + " (out of range)";
        }
        if (address.used.get(port.value())) {
          return "reserved port collision " + port.label() + "=" + port.value();
        }
        fromRange.merge(address, dynamic(port.value()) ? 1 : 0, Integer::sum);
      }
      for (Port port : ask.network().dynamicPorts()) {
        Address address = byNetwork.get(network(port));
        if (address == null) {
          return noAddress(port);
        }
        fromRange.merge(address, 1, Integer::sum);
      }
    }
    if (mbits > 0 && mbits > freeBandwidth()) {
      return NO_BANDWIDTH;
    }
    for (Map.Entry<Address, Integer> wanted : fromRange.entrySet()) {
      if (wanted.getKey().dynamicUsed + wanted.getValue() > max - min + 1) {
        return "dynamic port selection failed";
      }
    }
    return null;
  }

  /** Picks the ports of networks that have no {@link #problem}; does not take them yet. */
  List<NetworkOffer> offer(List<GroupAsk.NetworkAsk> asks, SplittableRandom random) {
    Map<Address, BitSet> picked = new LinkedHashMap<>();
    byNetwork.values().forEach(a -> picked.put(a, (BitSet) a.used.clone()));
    for (GroupAsk.NetworkAsk ask : asks) {
      for (Port port : ask.network().reservedPorts()) {
        picked.get(byNetwork.get(network(port))).set(port.value());
      }
    }
    List<NetworkOffer> offers = new ArrayList<>();
    for (GroupAsk.NetworkAsk ask : asks) {
      List<AllocatedPort> ports = new ArrayList<>();
      List<Port> dynamic = new ArrayList<>();
      for (Port port : ask.network().reservedPorts()) {
        ports.add(mapped(port, port.value(), byNetwork.get(network(port)).ip));
      }
      for (Port port : ask.network().dynamicPorts()) {
        Address address = byNetwork.get(network(port));
        int value = pick(picked.get(address), random);
        ports.add(mapped(port, value, address.ip));
        dynamic.add(port.withValue(value));
      }
      Address first = byNetwork.get(DEFAULT);
      String ip = ports.isEmpty() ? first == null ? "" : first.ip : ports.getFirst().hostIp();
      NetworkResource network = ask.network().withDynamicPorts(dynamic).withIp(ip);
      String device = device();
      if (ask.task() != null && device != null) {
        network = network.withDevice(device);
      }
      offers.add(new NetworkOffer(ask.task(), network, ports));
    }
    return offers;
  }

  private int pick(BitSet used, SplittableRandom random) {
    for (int i = 0; i < RANDOM_TRIES && max > min; i++) {
      int port = random.nextInt(min, max);
      if (!used.get(port)) {
        used.set(port);
        return port;
      }
    }
    int port = used.nextClearBit(min);
    if (port > max) {
      throw new IllegalStateException("no dynamic port is left although enough were counted");
    }
    used.set(port);
    return port;
  }

  private static AllocatedPort mapped(Port port, int value, String ip) {
    return new AllocatedPort(port.label(), value, port.to() == -1 ? value : port.to(), ip);
  }

  /** The host network that a port is on, which may be a property of the node. */
  private String network(Port port) {
    String name = Targets.resolve(port.hostNetwork(), node);
    return name == null || name.isEmpty() ? DEFAULT : name;
  }

  private String noAddress(Port port) {
    return "no addresses available for " + network(port) + " network";
  }
}
