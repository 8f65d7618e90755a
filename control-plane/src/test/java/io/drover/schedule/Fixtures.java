package io.drover.schedule;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.ConsulBlock;
import io.drover.contract.model.DriverInfo;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.EphemeralDisk;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobSpecBuilder;
import io.drover.contract.model.JobType;
import io.drover.contract.model.LogConfig;
import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.NetworkResourceBuilder;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeBuilder;
import io.drover.contract.model.NodeCpu;
import io.drover.contract.model.NodeDisk;
import io.drover.contract.model.NodeMemory;
import io.drover.contract.model.NodeNetwork;
import io.drover.contract.model.NodeNetworkAddress;
import io.drover.contract.model.NodeResources;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.Port;
import io.drover.contract.model.ReservedCpu;
import io.drover.contract.model.ReservedNetworks;
import io.drover.contract.model.ReservedResources;
import io.drover.contract.model.Resources;
import io.drover.contract.model.RestartPolicy;
import io.drover.contract.model.TaskBuilder;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.TaskGroupBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Nodes and jobs to start from; tests change what matters to them. */
public final class Fixtures {
  private Fixtures() {}

  /** A ready node with 4000 MHz, 8192 MB, 4 cores and the driver raw_exec. */
  public static Node node(String name) {
    return node(name, 4000, 8192);
  }

  public static Node node(String name, long cpu, long memory) {
    NodeNetwork host =
        new NodeNetwork(
            "host",
            "eth0",
            "",
            1000,
            List.of(new NodeNetworkAddress("ipv4", "default", "192.0.2.1", "", "")));
    Node node =
        NodeBuilder.builder()
            .id(new NodeId("00000000-0000-4000-8000-" + "%012x".formatted(name.hashCode())))
            .name(name)
            .datacenter("dc1")
            .nodePool("default")
            .nodeClass("alpha")
            .attributes(Map.of("kernel.name", "linux", "unique.hostname", name))
            .nodeResources(
                new NodeResources(
                    new NodeCpu(cpu, 4, IntStream.range(0, 4).boxed().toList()),
                    new NodeMemory(memory),
                    new NodeDisk(100_000),
                    List.of(),
                    List.of(host),
                    List.of(),
                    0,
                    0))
            .reservedResources(reserved(0, 0, 0, ""))
            .drivers(Map.of("raw_exec", new DriverInfo(Map.of(), true, true, "Healthy", null)))
            .schedulingEligibility(Eligibility.ELIGIBLE)
            .status(NodeStatus.READY)
            .build();
    return classed(node);
  }

  public static ReservedResources reserved(long cpu, long memory, long disk, String ports) {
    return new ReservedResources(
        new ReservedCpu(cpu, List.of()),
        new NodeMemory(memory),
        new NodeDisk(disk),
        new ReservedNetworks(ports));
  }

  /** With its computed class. */
  public static Node classed(Node node) {
    return node.withComputedClass(ComputedClass.of(node));
  }

  /** A service with one group {@code g} of one task of 500 MHz and 256 MB. */
  public static JobSpec service(String id, int count) {
    return job(id, JobType.SERVICE, count);
  }

  public static JobSpec job(String id, JobType type, int count) {
    return JobSpecBuilder.builder()
        .region("global")
        .namespace("default")
        .id(id)
        .name(id)
        .type(type)
        .priority(50)
        .datacenters(List.of("*"))
        .nodePool("default")
        .taskGroups(List.of(group("g", count)))
        .build();
  }

  public static TaskGroup group(String name, int count) {
    return TaskGroupBuilder.builder()
        .name(name)
        .count(count)
        .restartPolicy(new RestartPolicy(0, Duration.ZERO, Duration.ZERO, "fail"))
        .ephemeralDisk(new EphemeralDisk(false, 20, false))
        .consul(new ConsulBlock(""))
        .tasks(
            List.of(
                TaskBuilder.builder()
                    .name("t")
                    .driver("raw_exec")
                    .config(Map.of("command", "/bin/true"))
                    .resources(new Resources(500, 0, 256, 0, 0, 0, List.of(), List.of()))
                    .logConfig(new LogConfig(2, 2, false))
                    .build()))
        .build();
  }

  /** The job with its first group changed. */
  public static JobSpec changed(JobSpec job, UnaryOperator<TaskGroup> change) {
    return job.withTaskGroups(List.of(change.apply(job.taskGroups().getFirst())));
  }

  public static TaskGroup using(TaskGroup group, int cpu, int memory) {
    Resources resources = new Resources(cpu, 0, memory, 0, 0, 0, List.of(), List.of());
    return group.withTasks(List.of(group.tasks().getFirst().withResources(resources)));
  }

  /** A group network with one static port (0 for none) and so many dynamic ones. */
  public static NetworkResource network(int fixed, int dynamic) {
    return NetworkResourceBuilder.builder()
        .reservedPorts(fixed == 0 ? List.of() : List.of(new Port("s", fixed, 0, "")))
        .dynamicPorts(
            IntStream.range(0, dynamic).mapToObj(i -> new Port("d" + i, 0, 0, "")).toList())
        .build();
  }
}
