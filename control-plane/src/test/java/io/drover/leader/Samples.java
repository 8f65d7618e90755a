package io.drover.leader;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.Digest;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.json.Json;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.AllocatedSharedResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.AllocationBuilder;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.EphemeralDisk;
import io.drover.contract.model.JobRef;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobSpecBuilder;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeBuilder;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.RestartPolicy;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.TaskGroupBuilder;
import io.drover.contract.model.UpdateStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Small jobs, nodes and allocations for histories. */
final class Samples {

  private Samples() {}

  static JobSpec job(String id, JobType type, int count) {
    TaskGroup group =
        TaskGroupBuilder.builder()
            .name("g")
            .count(count)
            .restartPolicy(
                new RestartPolicy(2, Duration.ofMinutes(30), Duration.ofSeconds(15), "fail"))
            .ephemeralDisk(new EphemeralDisk(false, 300, false))
            .build();
    return JobSpecBuilder.builder()
        .region("global")
        .namespace("default")
        .id(id)
        .name(id)
        .type(type)
        .priority(50)
        .datacenters(List.of("*"))
        .nodePool("default")
        .taskGroups(List.of(group))
        .update(
            new UpdateStrategy(
                Duration.ZERO, 0, "", Duration.ZERO, Duration.ZERO, Duration.ZERO, false, false, 0))
        .build();
  }

  static Digest digest(JobSpec job) {
    try {
      return Digest.of(Json.MAPPER.writeValueAsBytes(job));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  static Node node(int number, String nodeClass) {
    return NodeBuilder.builder()
        .id(new NodeId(uuid("node", number)))
        .secretId(uuid("secret", number))
        .name("node-" + number)
        .datacenter("dc1")
        .attributes(Map.of("kernel.name", "linux"))
        .nodeClass(nodeClass)
        .nodePool("default")
        .status(NodeStatus.READY)
        .schedulingEligibility(io.drover.contract.model.Eligibility.ELIGIBLE)
        .build();
  }

  static Allocation allocation(int number, JobVersion job, Node node) {
    return AllocationBuilder.builder()
        .id(new AllocId(uuid("alloc", number)))
        .evalId(new EvalId(uuid("eval", number % 5)))
        .namespace(job.namespace())
        .jobId(job.id())
        .name(job.id() + ".g[" + number + "]")
        .taskGroup("g")
        .nodeId(node.id())
        .nodeName(node.name())
        .jobRef(
            new JobRef(
                job.digest(), job.version(), job.createIndex(), job.jobModifyIndex(), job.type()))
        .allocatedResources(
            new AllocatedResources(
                Map.of(), Map.of(), new AllocatedSharedResources(List.of(), 300, List.of())))
        .desiredStatus(DesiredStatus.RUN)
        .clientStatus(ClientStatus.PENDING)
        .build();
  }

  static String uuid(String kind, int number) {
    return UUID.nameUUIDFromBytes((kind + number).getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .toString();
  }
}
