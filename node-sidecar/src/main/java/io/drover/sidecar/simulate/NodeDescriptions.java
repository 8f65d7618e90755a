package io.drover.sidecar.simulate;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.DriverInfo;
import io.drover.contract.model.Eligibility;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What each simulated node says it is: a Linux machine with every usual driver. Made anew whenever
 * it is needed, since ten thousand of them would take more memory than their sessions.
 */
final class NodeDescriptions {

  private static final List<String> DRIVERS =
      List.of("docker", "exec", "java", "mock_driver", "raw_exec");
  private static final int CORE_MHZ = 2_000;
  private static final long MB = 1 << 20;
  // Nomad's own range.
  private static final int DYNAMIC_PORT_MIN = 20_000;
  private static final int DYNAMIC_PORT_MAX = 32_000;

  private final SimulateOptions options;

  NodeDescriptions(SimulateOptions options) {
    this.options = options;
  }

  /** The node of a number, from 0; the same on every run with the same seed and prefix. */
  Node of(int number) {
    String name = name(number);
    String ip = "10.%d.%d.%d".formatted(number >> 16 & 255, number >> 8 & 255, number & 255);
    return new Node(
        new NodeId(Chance.uuid(options.seed(), "node " + name).toString()),
        Chance.uuid(options.seed(), "secret " + name).toString(),
        options.datacenters().get(number % options.datacenters().size()),
        name,
        "/drover",
        ip + ":4646",
        false,
        attributes(name, ip),
        resources(ip),
        new ReservedResources(
            new ReservedCpu(0, List.of()),
            new NodeMemory(0),
            new NodeDisk(0),
            new ReservedNetworks("")),
        Map.of(),
        Map.of("simulated", "true"),
        options.classes() == 0 ? "" : "class-" + (number % options.classes() + 1),
        options.nodePool(),
        "",
        null,
        Eligibility.ELIGIBLE,
        NodeStatus.READY,
        "",
        0,
        List.of(),
        drivers(),
        Map.of(),
        Map.of(),
        null,
        0,
        0,
        0,
        0);
  }

  String name(int number) {
    return options.namePrefix() + "%05d".formatted(number + 1);
  }

  private int cores() {
    return (int) Math.max(1, options.cpuMhz() / CORE_MHZ);
  }

  private Map<String, String> attributes(String name, String ip) {
    Map<String, String> all = new TreeMap<>();
    all.put("arch", "x86_64");
    all.put("cpu.arch", "amd64");
    all.put("cpu.frequency", Integer.toString(CORE_MHZ));
    all.put("cpu.numcores", Integer.toString(cores()));
    all.put("cpu.reservablecores", Integer.toString(cores()));
    all.put("cpu.totalcompute", Long.toString(options.cpuMhz()));
    all.put("drover.simulated", "true");
    all.put("kernel.arch", "x86_64");
    all.put("kernel.name", "linux");
    all.put("kernel.version", "6.1.0");
    all.put("memory.totalbytes", Long.toString(options.memoryMb() * MB));
    all.put("nomad.service_discovery", "true");
    all.put("nomad.version", "1.6.1");
    all.put("os.name", "debian");
    all.put("os.version", "12");
    all.put("unique.hostname", name);
    all.put("unique.network.ip-address", ip);
    DRIVERS.forEach(driver -> all.put("driver." + driver, "1"));
    return all;
  }

  private NodeResources resources(String ip) {
    return new NodeResources(
        new NodeCpu(options.cpuMhz(), cores(), IntStream.range(0, cores()).boxed().toList()),
        new NodeMemory(options.memoryMb()),
        new NodeDisk(options.diskMb()),
        List.of(),
        List.of(
            new NodeNetwork(
                "host",
                "eth0",
                "",
                1_000,
                List.of(new NodeNetworkAddress("ipv4", "default", ip, "", "")))),
        List.of(
            new NetworkResource(
                "host", "eth0", ip + "/32", ip, "", 1_000, null, List.of(), List.of())),
        DYNAMIC_PORT_MIN,
        DYNAMIC_PORT_MAX);
  }

  private static Map<String, DriverInfo> drivers() {
    Map<String, DriverInfo> all = new TreeMap<>();
    for (String driver : DRIVERS) {
      all.put(driver, new DriverInfo(Map.of("driver." + driver, "1"), true, true, "Healthy", null));
    }
    return all;
  }
}
