package io.drover.sidecar.fingerprint;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.HostNetwork;
import io.drover.contract.model.HostVolume;
import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeCpu;
import io.drover.contract.model.NodeDisk;
import io.drover.contract.model.NodeMemory;
import io.drover.contract.model.NodeNetwork;
import io.drover.contract.model.NodeNetworkAddress;
import io.drover.contract.model.NodeResources;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.ReservedCpu;
import io.drover.contract.model.ReservedNetworks;
import io.drover.contract.model.ReservedResources;
import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.cgroup.Controller;
import io.drover.sidecar.drivers.DriverCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The node as it presents itself. {@link #take} may be asked again and again: it differs only when
 * something differs that the scheduler acts on, so what changes all the time, such as free disk
 * space, is read once.
 */
public final class Fingerprint {

  /** What jobs constrain on: the release whose API this is. */
  static final String NOMAD_VERSION = "1.6.1";

  private static final long MB = 1 << 20;
  private static final Map<String, String> DEFAULT_META =
      Map.of(
          "connect.sidecar_image", "docker.io/envoyproxy/envoy:v${NOMAD_envoy_version}",
          "connect.gateway_image", "docker.io/envoyproxy/envoy:v${NOMAD_envoy_version}",
          "connect.log_level", "info",
          "connect.proxy_concurrency", "1");

  private final Settings settings;
  private final DriverCatalog drivers;
  private final Optional<CgroupTree> cgroups;
  private final Machine.Storage storage;

  /** What the operator says; zero and empty mean: as the machine is. */
  public record Settings(
      NodeId id,
      String secret,
      String name,
      String datacenter,
      String nodeClass,
      String nodePool,
      Map<String, String> meta,
      long cpuTotalCompute,
      long memoryTotalMb,
      long diskTotalMb,
      long reservedCpu,
      long reservedMemoryMb,
      long reservedDiskMb,
      String reservedPorts,
      String httpAddr,
      String networkAddress,
      String networkInterface,
      int minDynamicPort,
      int maxDynamicPort,
      String cgroupParent,
      Map<String, HostVolume> hostVolumes,
      Map<String, HostNetwork> hostNetworks,
      String softwareVersion) {}

  /**
   * Reads the storage of {@code allocs}, once.
   *
   * @throws IOException when that cannot be read
   */
  public Fingerprint(
      Settings settings, DriverCatalog drivers, Optional<CgroupTree> cgroups, Path allocs)
      throws IOException {
    this.settings = settings;
    this.drivers = drivers;
    this.cgroups = cgroups;
    this.storage = Machine.storage(allocs);
  }

  /** The node as it is now. */
  public Node take() throws IOException {
    Machine.Cpu cpu = Machine.cpu();
    long memoryBytes = Machine.memoryBytes();
    List<HostAddress> addresses =
        HostAddress.find(settings.networkInterface(), settings.networkAddress());
    String ip = addresses.isEmpty() ? "127.0.0.1" : addresses.getFirst().ip();
    String httpAddr = settings.httpAddr().isEmpty() ? ip + ":4646" : settings.httpAddr();
    String hostName = Machine.hostName();
    Map<String, String> meta = new TreeMap<>(DEFAULT_META);
    meta.putAll(settings.meta());
    return new Node(
        settings.id(),
        settings.secret(),
        settings.datacenter(),
        settings.name().isEmpty() ? hostName : settings.name(),
        cgroups.isPresent() ? "/" + settings.cgroupParent() : "",
        httpAddr,
        false,
        attributes(cpu, memoryBytes, ip, httpAddr, hostName),
        resources(cpu, memoryBytes, addresses),
        reserved(),
        Map.of(),
        meta,
        settings.nodeClass(),
        settings.nodePool(),
        "",
        null,
        Eligibility.ELIGIBLE,
        NodeStatus.READY,
        "",
        0,
        List.of(),
        drivers.fingerprints(),
        settings.hostVolumes(),
        settings.hostNetworks(),
        null,
        0,
        0,
        0,
        0);
  }

  private Map<String, String> attributes(
      Machine.Cpu cpu, long memoryBytes, String ip, String httpAddr, String hostName)
      throws IOException {
    Map<String, String> all = new TreeMap<>(Machine.system());
    all.put("cpu.frequency", Long.toString(cpu.mhz()));
    all.put("cpu.modelname", cpu.model());
    all.put("cpu.numcores", Integer.toString(cpu.cores()));
    all.put("cpu.reservablecores", Integer.toString(reservable(cpu).size()));
    all.put("cpu.totalcompute", Long.toString(totalCompute(cpu)));
    all.put("memory.totalbytes", Long.toString(memoryBytes));
    all.put("unique.hostname", hostName);
    all.put("unique.network.ip-address", ip);
    all.put("unique.storage.volume", storage.volume());
    all.put("unique.storage.bytestotal", Long.toString(storage.total()));
    all.put("unique.storage.bytesfree", Long.toString(storage.free()));
    all.putAll(cgroupAttributes());
    all.put("nomad.version", NOMAD_VERSION);
    all.put("nomad.advertise.address", httpAddr);
    all.put("nomad.service_discovery", "true");
    all.put("drover.version", settings.softwareVersion());
    all.putAll(drivers.attributes());
    return all;
  }

  /** What limits this node can enforce, beside what Nomad tells of cgroups. */
  private Map<String, String> cgroupAttributes() {
    Map<String, String> all = new TreeMap<>();
    Set<Controller> enforceable = cgroups.map(CgroupTree::enforceable).orElse(Set.of());
    for (Controller controller : Controller.values()) {
      all.put(
          "drover.cgroup." + controller.kernelName(),
          Boolean.toString(enforceable.contains(controller)));
    }
    cgroups.ifPresent(
        tree -> {
          all.put("drover.cgroup.version", tree.version());
          all.put("unique.cgroup.mountpoint", tree.cpuMountPoint().toString());
          all.put("unique.cgroup.version", tree.version().equals("v2") ? "v2" : "v1");
        });
    return all;
  }

  /** Cores that a task can have for itself: none where it cannot be bound to them. */
  private List<Integer> reservable(Machine.Cpu cpu) {
    boolean binds =
        cgroups.map(tree -> tree.enforceable().contains(Controller.CPUSET)).orElse(false);
    return binds ? cpu.ids() : List.of();
  }

  /** MHz of one core, as a share of the node's total: what "ticks" in statistics are of. */
  public double coreMhz() throws IOException {
    Machine.Cpu cpu = Machine.cpu();
    return (double) totalCompute(cpu) / cpu.cores();
  }

  private long totalCompute(Machine.Cpu cpu) {
    return settings.cpuTotalCompute() > 0 ? settings.cpuTotalCompute() : cpu.mhz() * cpu.cores();
  }

  private NodeResources resources(Machine.Cpu cpu, long memoryBytes, List<HostAddress> addresses) {
    return new NodeResources(
        new NodeCpu(totalCompute(cpu), cpu.cores(), reservable(cpu)),
        new NodeMemory(settings.memoryTotalMb() > 0 ? settings.memoryTotalMb() : memoryBytes / MB),
        new NodeDisk(settings.diskTotalMb() > 0 ? settings.diskTotalMb() : storage.free() / MB),
        List.of(),
        addresses.isEmpty() ? List.of() : List.of(network(addresses)),
        addresses.stream().map(Fingerprint::resource).toList(),
        settings.minDynamicPort(),
        settings.maxDynamicPort());
  }

  private NodeNetwork network(List<HostAddress> addresses) {
    HostAddress first = addresses.getFirst();
    return new NodeNetwork(
        "host",
        first.device(),
        first.mac(),
        speed(first),
        addresses.stream()
            .map(
                address ->
                    new NodeNetworkAddress(
                        address.v4() ? "ipv4" : "ipv6",
                        "default",
                        address.ip(),
                        settings.reservedPorts(),
                        ""))
            .toList());
  }

  private static NetworkResource resource(HostAddress address) {
    return new NetworkResource(
        "host",
        address.device(),
        address.ip() + (address.v4() ? "/32" : "/128"),
        address.ip(),
        "",
        speed(address),
        null,
        List.of(),
        List.of());
  }

  private static int speed(HostAddress address) {
    // 1000 Mbit/s is what Nomad assumes of a device that does not tell.
    return Machine.linkSpeed(address.device()).orElse(1000L).intValue();
  }

  private ReservedResources reserved() {
    return new ReservedResources(
        new ReservedCpu(settings.reservedCpu(), List.of()),
        new NodeMemory(settings.reservedMemoryMb()),
        new NodeDisk(settings.reservedDiskMb()),
        new ReservedNetworks(settings.reservedPorts()));
  }
}
