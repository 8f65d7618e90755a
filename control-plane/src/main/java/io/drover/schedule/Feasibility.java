package io.drover.schedule;

import io.drover.contract.model.Constraint;
import io.drover.contract.model.DriverInfo;
import io.drover.contract.model.HostVolume;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeNetwork;
import io.drover.contract.model.NodeNetworkAddress;
import io.drover.contract.model.Port;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.VolumeRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says which nodes can run a group, whatever is free on them. One answer stands for all nodes of a
 * computed class, unless a constraint names something unique to a node. Source: semantics.md 7.1,
 * 7.2.
 */
final class Feasibility {
  static final String CLASS_INELIGIBLE = "computed class ineligible";
  static final String MISSING_VOLUMES = "missing compatible host volumes";
  private static final byte UNKNOWN = 0;
  private static final byte YES = 1;
  private static final byte NO = 2;

  private record Rule(Constraint constraint, Condition condition) {}

  /** The rules of a group, and what is known of classes and nodes. */
  static final class Group {
    private final TaskGroup group;
    private final GroupAsk ask;
    private final List<Rule> rules;
    private final Set<String> drivers = new LinkedHashSet<>();
    private final boolean escaped;
    private final byte[] byClass;
    private final boolean[] nodePassed;

    private Group(GroupAsk ask, Cluster cluster) {
      this.group = ask.group;
      this.ask = ask;
      List<Constraint> constraints = new ArrayList<>(group.constraints());
      for (Task task : group.tasks()) {
        constraints.addAll(task.constraints());
        drivers.add(task.driver());
      }
      this.rules = rules(constraints);
      this.escaped =
          constraints.stream().anyMatch(ComputedClass::escapes) || ask.hostNetworkOfNode();
      this.byClass = new byte[cluster.classNames.size()];
      this.nodePassed = new boolean[cluster.size()];
    }
  }

  private final Cluster cluster;
  private final List<Rule> jobRules;
  private final boolean jobEscaped;
  private final byte[] jobByClass;
  private final Map<String, Group> groups = new HashMap<>();

  Feasibility(Cluster cluster, JobSpec job) {
    this.cluster = cluster;
    this.jobRules = rules(job.constraints());
    this.jobEscaped = job.constraints().stream().anyMatch(ComputedClass::escapes);
    this.jobByClass = new byte[cluster.classNames.size()];
  }

  private static List<Rule> rules(List<Constraint> constraints) {
    return constraints.stream().map(c -> new Rule(c, Condition.of(c))).toList();
  }

  /** The rules of a group, made once for the evaluation. */
  Group group(GroupAsk ask) {
    return groups.computeIfAbsent(ask.group.name(), name -> new Group(ask, cluster));
  }

  /** Why the node cannot run the group, or null if it can. */
  @Nullable String reason(Group group, int number) {
    if (group.nodePassed[number]) {
      return null;
    }
    int nodeClass = cluster.classes[number];
    if (known(jobEscaped, jobByClass, nodeClass) == NO) {
      return CLASS_INELIGIBLE;
    }
    Node node = cluster.nodes[number];
    if (known(jobEscaped, jobByClass, nodeClass) == UNKNOWN) {
      String reason = broken(jobRules, node);
      note(jobEscaped, jobByClass, nodeClass, reason);
      if (reason != null) {
        return reason;
      }
    }
    byte known = known(group.escaped, group.byClass, nodeClass);
    if (known == NO) {
      return CLASS_INELIGIBLE;
    }
    if (known == UNKNOWN) {
      String reason = groupReason(group, node);
      note(group.escaped, group.byClass, nodeClass, reason);
      if (reason != null) {
        return reason;
      }
    }
    group.nodePassed[number] = true;
    return null;
  }

  private static byte known(boolean escaped, byte[] byClass, int nodeClass) {
    return escaped ? UNKNOWN : byClass[nodeClass];
  }

  private static void note(
      boolean escaped, byte[] byClass, int nodeClass, @Nullable String reason) {
    if (!escaped) {
      byClass[nodeClass] = reason == null ? YES : NO;
    }
  }

  private static @Nullable String broken(List<Rule> rules, Node node) {
    for (Rule rule : rules) {
      if (!rule.condition.holds(node)) {
        return rule.constraint.toString();
      }
    }
    return null;
  }

  private static @Nullable String groupReason(Group group, Node node) {
    if (!group.drivers.stream().allMatch(driver -> hasDriver(node, driver))) {
      return "missing drivers";
    }
    String constraint = broken(group.rules, node);
    if (constraint != null) {
      return constraint;
    }
    if (!hasVolumes(group.group.volumes(), node)) {
      return MISSING_VOLUMES;
    }
    if (!group.ask.devices.isEmpty()
        && Devices.pick(group.ask.devices, node.nodeResources().devices(), Set.of()) == null) {
      return "missing devices";
    }
    return network(group.ask, node);
  }

  private static boolean hasDriver(Node node, String driver) {
    DriverInfo info = node.drivers().get(driver);
    if (info != null) {
      return info.detected() && info.healthy();
    }
    String attribute = node.attributes().getOrDefault("driver." + driver, "");
    return attribute.equals("1") || attribute.equals("true");
  }

  private static boolean hasVolumes(Map<String, VolumeRequest> volumes, Node node) {
    for (VolumeRequest request : volumes.values()) {
      if (!request.type().equals("host")) {
        return false; // No node has volumes of another kind.
      }
      if (!request.perAlloc() && !hasVolume(request, request.source(), node)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasVolume(VolumeRequest request, String source, Node node) {
    HostVolume volume = node.hostVolumes().get(source);
    return volume != null && (request.readOnly() || !volume.readOnly());
  }

  /** Whether a node has the volumes that belong to one allocation, by the index in its name. */
  static boolean hasOwnVolumes(Map<String, VolumeRequest> volumes, String allocation, Node node) {
    int index = allocation.lastIndexOf('[');
    String suffix = index < 0 ? "" : allocation.substring(index);
    for (VolumeRequest request : volumes.values()) {
      if (request.perAlloc() && !hasVolume(request, request.source() + suffix, node)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String network(GroupAsk ask, Node node) {
    for (GroupAsk.NetworkAsk wanted : ask.networks) {
      String mode = wanted.network().mode();
      if (mode.equals("none")) {
        continue; // Of its own: nothing of the node is used.
      }
      if (wanted.task() == null && !hasMode(node, mode.isEmpty() ? "host" : mode)) {
        return "missing network";
      }
      List<Port> ports = new ArrayList<>(wanted.network().reservedPorts());
      ports.addAll(wanted.network().dynamicPorts());
      for (Port port : ports) {
        String reason = hostNetwork(port, node);
        if (reason != null) {
          return reason;
        }
      }
    }
    return null;
  }

  private static @Nullable String hostNetwork(Port port, Node node) {
    String given = port.hostNetwork();
    if (given.isEmpty() || given.equals("default")) {
      return null;
    }
    String name = Targets.resolve(given, node);
    if (name == null) {
      return "invalid host network \"%s\" template for port \"%s\"".formatted(given, port.label());
    }
    for (NodeNetwork network : node.nodeResources().nodeNetworks()) {
      for (NodeNetworkAddress address : network.addresses()) {
        if (address.alias().equals(name)) {
          return null;
        }
      }
    }
    return "missing host network \"%s\" for port \"%s\"".formatted(name, port.label());
  }

  private static boolean hasMode(Node node, String mode) {
    return node.nodeResources().nodeNetworks().stream().anyMatch(n -> is(n.mode(), mode))
        || node.nodeResources().networks().stream().anyMatch(n -> is(n.mode(), mode));
  }

  /** A network that does not say is one of the host. */
  private static boolean is(String given, String mode) {
    return given.isEmpty() ? mode.equals("host") : given.equals(mode);
  }

  /** True when what holds for a node says nothing about others of its class. */
  boolean escaped() {
    return jobEscaped || groups.values().stream().anyMatch(group -> group.escaped);
  }

  /** By class: whether any group could be placed there. Classes not looked at are left out. */
  Map<String, Boolean> classEligibility() {
    Map<String, Boolean> found = new TreeMap<>();
    for (int i = 0; i < jobByClass.length; i++) {
      String name = cluster.classNames.get(i);
      for (Group group : groups.values()) {
        if (group.byClass[i] != UNKNOWN) {
          found.merge(name, group.byClass[i] == YES, Boolean::logicalOr);
        }
      }
      if (jobByClass[i] == NO) {
        found.put(name, false);
      }
    }
    return found;
  }
}
