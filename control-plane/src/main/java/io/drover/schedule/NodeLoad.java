package io.drover.schedule;

import io.drover.contract.model.AllocatedDevice;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.AllocatedTaskResources;
import io.drover.contract.model.Node;
import io.drover.state.NodeUsage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node has and what of it is taken. The scheduler ranks with it and the plan applier checks
 * with it, so that what fits for the one fits for the other. Mutable, for one thread; ports, cores
 * and devices are only counted once somebody asks for them.
 */
final class NodeLoad {
  final Node node;
  final long cpuShares;
  final long memoryMb;
  final long diskMb;
  private final Supplier<List<AllocatedResources>> start;
  private final List<AllocatedResources> plus = new ArrayList<>();
  private final List<AllocatedResources> minus = new ArrayList<>();
  private long cpuUsed;
  private long memoryUsed;
  private long diskUsed;
  private @Nullable PortTable ports;
  private @Nullable BitSet coresTaken;
  private @Nullable Set<String> devicesTaken;
  private @Nullable String portCollision;

  /** A node that holds nothing yet. */
  NodeLoad(Node node) {
    this(node, NodeUsage.NONE, List::of);
  }

  /** A node that holds what {@code start} lists, which is only asked when the sum does not do. */
  NodeLoad(Node node, NodeUsage sum, Supplier<List<AllocatedResources>> start) {
    this.start = start;
    this.cpuUsed = sum.cpuShares();
    this.memoryUsed = sum.memoryMb();
    this.diskUsed = sum.diskMb();
    this.node = node;
    this.cpuShares =
        node.nodeResources().cpu().cpuShares() - node.reservedResources().cpu().cpuShares();
    this.memoryMb =
        node.nodeResources().memory().memoryMb() - node.reservedResources().memory().memoryMb();
    this.diskMb = node.nodeResources().disk().diskMb() - node.reservedResources().disk().diskMb();
  }

  void hold(AllocatedResources resources) {
    if (!removeSame(minus, resources)) {
      plus.add(resources);
    }
    cpuUsed += resources.cpuShares();
    memoryUsed += resources.memoryMb();
    diskUsed += resources.shared().diskMb();
    if (ports != null) {
      noteCollision(ports.hold(resources));
    }
    coresTaken = null; // Rare enough to be counted anew.
    devicesTaken = null;
  }

  void release(AllocatedResources resources) {
    if (!removeSame(plus, resources)) {
      minus.add(resources);
    }
    cpuUsed -= resources.cpuShares();
    memoryUsed -= resources.memoryMb();
    diskUsed -= resources.shared().diskMb();
    if (ports != null) {
      ports.release(resources);
    }
    coresTaken = null;
    devicesTaken = null;
  }

  /** True when sums are all that counts: no ports, no reserved cores, no devices. */
  static boolean plain(AllocatedResources resources) {
    if (!resources.shared().ports().isEmpty()) {
      return false;
    }
    for (AllocatedTaskResources task : resources.tasks().values()) {
      if (!task.networks().isEmpty()
          || !task.devices().isEmpty()
          || !task.cpu().reservedCores().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** The same object: equal ones are many. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean removeSame(List<AllocatedResources> list, AllocatedResources gone) {
    for (int i = list.size() - 1; i >= 0; i--) {
      if (list.get(i) == gone) {
        list.remove(i);
        return true;
      }
    }
    return false;
  }

  /** All that is held now. */
  private List<AllocatedResources> held() {
    List<AllocatedResources> held = new ArrayList<>(start.get());
    held.addAll(plus);
    for (AllocatedResources gone : minus) {
      if (!removeSame(held, gone)) {
        throw new IllegalStateException("node " + node.id() + " never held what it released");
      }
    }
    return held;
  }

  /** The first dimension that is too small for what is held and this much more, or null. */
  @Nullable String exceeded(long cpu, long memory, long disk) {
    if (cpuUsed + cpu > cpuShares) {
      return "cpu";
    }
    if (memoryUsed + memory > memoryMb) {
      return "memory";
    }
    return diskUsed + disk > diskMb ? "disk" : null;
  }

  /** What is wrong with what is held: a dimension, a core, port or device used twice, or null. */
  @Nullable String conflict() {
    String dimension = exceeded(0, 0, 0);
    if (dimension != null) {
      return dimension;
    }
    ports();
    if (portCollision != null) {
      return "reserved port collision " + portCollision;
    }
    if (ports().overcommitted()) {
      return PortTable.NO_BANDWIDTH;
    }
    int cores = 0;
    int devices = 0;
    for (AllocatedResources resources : held()) {
      for (AllocatedTaskResources task : resources.tasks().values()) {
        cores += task.cpu().reservedCores().size();
        devices += task.devices().stream().mapToInt(d -> d.deviceIds().size()).sum();
      }
    }
    if (cores > 0 && cores + reservedCores().cardinality() != coresTaken().cardinality()) {
      return "cores";
    }
    return devices > 0 && devices != devicesTaken().size() ? "device oversubscribed" : null;
  }

  /** MHz that nobody has; below 0 where there is less than was given away. */
  long freeCpu() {
    return cpuShares - cpuUsed;
  }

  long freeMemoryMb() {
    return memoryMb - memoryUsed;
  }

  long freeDiskMb() {
    return diskMb - diskUsed;
  }

  /** How full the node would be with this much more: 0 is empty, 1 is just full. */
  double binpack(long cpu, long memory, boolean spread) {
    double freeCpu = 1 - (cpuUsed + cpu) / (double) cpuShares;
    double freeMemory = 1 - (memoryUsed + memory) / (double) memoryMb;
    double total = Math.pow(10, freeCpu) + Math.pow(10, freeMemory);
    double fit = spread ? total - 2 : 20 - total;
    return Math.clamp(fit, 0, 18) / 18;
  }

  /** The ports that are taken. */
  PortTable ports() {
    PortTable table = ports;
    if (table == null) {
      table = new PortTable(node);
      ports = table;
      for (AllocatedResources resources : held()) {
        noteCollision(table.hold(resources));
      }
    }
    return table;
  }

  private void noteCollision(@Nullable String collision) {
    portCollision = portCollision == null ? collision : portCollision;
  }

  /** Cores that can still be reserved, lowest first. */
  List<Integer> freeCores() {
    List<Integer> free = new ArrayList<>();
    for (int core : node.nodeResources().cpu().reservableCpuCores()) {
      if (!coresTaken().get(core)) {
        free.add(core);
      }
    }
    free.sort(null);
    return free;
  }

  private BitSet reservedCores() {
    BitSet cores = new BitSet();
    node.reservedResources().cpu().reservedCpuCores().forEach(cores::set);
    return cores;
  }

  private BitSet coresTaken() {
    BitSet taken = coresTaken;
    if (taken == null) {
      taken = reservedCores();
      for (AllocatedResources resources : held()) {
        for (AllocatedTaskResources task : resources.tasks().values()) {
          task.cpu().reservedCores().forEach(taken::set);
        }
      }
      coresTaken = taken;
    }
    return taken;
  }

  private static List<String> keys(AllocatedDevice d) {
    return d.deviceIds().stream()
        .map(id -> Devices.key(d.vendor(), d.type(), d.name(), id))
        .toList();
  }

  /** Keys of device instances that are in use. */
  Set<String> devicesTaken() {
    Set<String> taken = devicesTaken;
    if (taken == null) {
      taken = new HashSet<>();
      for (AllocatedResources resources : held()) {
        for (AllocatedTaskResources task : resources.tasks().values()) {
          for (AllocatedDevice device : task.devices()) {
            taken.addAll(keys(device));
          }
        }
      }
      devicesTaken = taken;
    }
    return taken;
  }
}
