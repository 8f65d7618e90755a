package io.drover.vault;

import io.drover.apply.Appliers;
import io.drover.command.Command;
import io.drover.command.Commands;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.command.Refusal;
import io.drover.command.Unavailable;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.Digest;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.AllocatedSharedResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.AllocationBuilder;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.JobRef;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobSpecBuilder;
import io.drover.contract.model.JobType;
import io.drover.contract.model.NodeBuilder;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskBuilder;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.TaskGroupBuilder;
import io.drover.contract.model.VaultConfig;
import io.drover.contract.model.VaultConfigBuilder;
import io.drover.documents.JobDocuments;
import io.drover.event.AllocationReport;
import io.drover.event.AllocationsReported;
import io.drover.event.Event;
import io.drover.event.NodeRegistered;
import io.drover.event.PlanApplied;
import io.drover.state.SnapshotStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One node, one allocation of a job with tasks that use Vault, and commands that apply at once. */
final class VaultWorld implements Commands, JobDocuments {

  static final NodeId NODE = new NodeId("n1");
  static final AllocId ALLOCATION = new AllocId("a1");

  final SnapshotStore store = new SnapshotStore();
  volatile boolean unavailable;
  private volatile JobSpec job = job(task("t", "p1"));

  VaultWorld() {
    write(
        new NodeRegistered(
            NodeBuilder.builder().id(NODE).name("n1").status(NodeStatus.READY).build(), 1));
    place(ALLOCATION);
  }

  static VaultConfig block(String... policies) {
    return VaultConfigBuilder.builder()
        .policies(List.of(policies))
        .env(true)
        .changeMode("restart")
        .build();
  }

  static Task task(String name, String... policies) {
    TaskBuilder task = TaskBuilder.builder().name(name);
    return policies.length == 0 ? task.build() : task.vault(block(policies)).build();
  }

  static JobSpec job(Task... tasks) {
    TaskGroup group = TaskGroupBuilder.builder().name("g").tasks(List.of(tasks)).build();
    return JobSpecBuilder.builder()
        .namespace("default")
        .id("j")
        .type(JobType.SERVICE)
        .taskGroups(List.of(group))
        .build();
  }

  void job(JobSpec spec) {
    job = spec;
  }

  void place(AllocId id) {
    Allocation allocation =
        AllocationBuilder.builder()
            .id(id)
            .evalId(new EvalId("e1"))
            .namespace("default")
            .jobId("j")
            .name("j.g[0]")
            .taskGroup("g")
            .nodeId(NODE)
            .nodeName("n1")
            .jobRef(new JobRef(Digest.of(new byte[0]), 0, 1, 1, JobType.SERVICE))
            .allocatedResources(
                new AllocatedResources(
                    Map.of(), Map.of(), new AllocatedSharedResources(List.of(), 300, List.of())))
            .desiredStatus(DesiredStatus.RUN)
            .clientStatus(ClientStatus.PENDING)
            .build();
    write(new PlanApplied(List.of(allocation), List.of(), 1));
  }

  void report(AllocId id, ClientStatus status) {
    write(
        new AllocationsReported(
            NODE, List.of(new AllocationReport(id, status, "", Map.of(), null)), 1));
  }

  synchronized void write(Event... events) {
    Appliers.Applied applied =
        Appliers.apply(store.current(), List.of(events), store.current().index() + 1);
    store.publish(applied.snapshot(), applied.touched());
  }

  @Override
  public synchronized <R> CompletionStage<R> submit(Command<R> command) {
    if (unavailable) {
      return CompletableFuture.failedFuture(new Unavailable("No cluster leader"));
    }
    try {
      Outcome<R> outcome = command.decide(store.current(), new FixedContext());
      if (!outcome.events().isEmpty()) {
        write(outcome.events().toArray(Event[]::new));
      }
      return CompletableFuture.completedFuture(outcome.answer().apply(store.current().index()));
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public byte[] bytes(Digest digest) {
    throw new AssertionError("documents are read as jobs here");
  }

  @Override
  public JobSpec spec(Digest digest) {
    return job;
  }

  private static final class FixedContext implements Context {
    @Override
    public Instant now() {
      return Instant.ofEpochSecond(1_000_000);
    }

    @Override
    public String newId() {
      return UUID.randomUUID().toString();
    }

    @Override
    public JobSpec job(Digest digest) {
      throw new AssertionError("no command here reads documents");
    }
  }
}
