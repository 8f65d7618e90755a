package io.drover.deploy;

import io.drover.command.Command;
import io.drover.command.Refusal;
import io.drover.command.ReportAllocations;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.AllocatedSharedResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.AllocationBuilder;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentBuilder;
import io.drover.contract.model.DeploymentState;
import io.drover.contract.model.DeploymentStateBuilder;
import io.drover.contract.model.DeploymentStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobRef;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.contract.model.ReschedulePolicy;
import io.drover.event.AllocationReport;
import io.drover.event.DeploymentChange;
import io.drover.event.DeploymentStatusChanged;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.PlanApplied;
import io.drover.schedule.Fixtures;
import io.drover.schedule.InMemoryCluster;
import io.drover.state.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * A job {@code web} on its way from one version to the next, where a test plays the scheduler and
 * the node.
 */
final class Rollout {

  static final Duration PROGRESS = Duration.ofMinutes(10);

  final InMemoryCluster cluster = new InMemoryCluster(7);
  final Node node = Fixtures.node("n1");
  final JobKey key = new JobKey("default", "web");

  Rollout() {
    cluster.add(node);
  }

  /** The job with a variable that makes versions differ; failed allocations are always replaced. */
  static JobSpec job(String variable) {
    return Fixtures.changed(
        Fixtures.service("web", 2),
        group ->
            group
                .withReschedulePolicy(reschedule(0, true))
                .withTasks(List.of(group.tasks().getFirst().withEnv(Map.of("VERSION", variable)))));
  }

  static ReschedulePolicy reschedule(int attempts, boolean unlimited) {
    return new ReschedulePolicy(
        attempts,
        Duration.ofHours(1),
        Duration.ofSeconds(30),
        "constant",
        Duration.ZERO,
        unlimited);
  }

  /** The state of a group of two without canaries. */
  static DeploymentState group() {
    return DeploymentStateBuilder.builder().progressDeadline(PROGRESS).desiredTotal(2).build();
  }

  /** A version that went well. */
  void stable(JobSpec job) {
    Deployment deployment = begin(job, Map.of("g", group()));
    cluster.apply(
        List.of(
            new DeploymentStatusChanged(
                new DeploymentChange(
                    deployment.id(),
                    DeploymentStatus.SUCCESSFUL,
                    "Deployment completed successfully"),
                cluster.nanos())));
  }

  /** Registers the job and begins its deployment, without allocations. */
  Deployment begin(JobSpec job, Map<String, DeploymentState> groups) {
    register(job);
    JobVersion version = job();
    Deployment deployment =
        DeploymentBuilder.builder()
            .id(cluster.nextId())
            .namespace(version.namespace())
            .jobId(version.id())
            .jobVersion(version.version())
            .jobModifyIndex(version.modifyIndex())
            .jobSpecModifyIndex(version.jobModifyIndex())
            .jobCreateIndex(version.createIndex())
            .taskGroups(groups)
            .status(DeploymentStatus.RUNNING)
            .statusDescription("Deployment is running")
            .evalPriority(55)
            .build();
    cluster.apply(
        List.of(new PlanApplied(List.of(), List.of(), cluster.nanos(), deployment, List.of())));
    return deployment(deployment);
  }

  /** Registers the job; its evaluations are done. */
  void register(JobSpec job) {
    cluster.register(job);
    evaluated();
  }

  /** A scheduler has seen the newest state. */
  void evaluated() {
    long seen = cluster.snapshot().index();
    List<Evaluation> done = new ArrayList<>();
    for (Evaluation evaluation : cluster.snapshot().evaluationsOf(key)) {
      if (!evaluation.terminal()) {
        done.add(evaluation.withStatus(EvalStatus.COMPLETE).withSnapshotIndex(seen));
      }
    }
    if (!done.isEmpty()) {
      cluster.apply(List.of(new EvaluationsUpdated(done)));
    }
  }

  /** Places allocations of the deployment. */
  List<Allocation> place(Deployment deployment, String group, int count, boolean canary) {
    List<Allocation> placed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JobVersion version = job();
      placed.add(
          AllocationBuilder.builder()
              .id(new AllocId(cluster.nextId()))
              .namespace("default")
              .evalId(new EvalId(cluster.nextId()))
              .name("web." + group + "[" + i + "]")
              .nodeId(node.id())
              .nodeName(node.name())
              .jobId("web")
              .jobRef(
                  new JobRef(
                      version.digest(),
                      version.version(),
                      version.createIndex(),
                      version.jobModifyIndex(),
                      version.type()))
              .taskGroup(group)
              .allocatedResources(
                  new AllocatedResources(
                      Map.of(), Map.of(), new AllocatedSharedResources(List.of(), 0, List.of())))
              .desiredStatus(DesiredStatus.RUN)
              .clientStatus(ClientStatus.PENDING)
              .deploymentId(deployment.id())
              .deploymentStatus(canary ? new AllocDeploymentStatus(null, null, true, 0) : null)
              .build());
    }
    cluster.apply(List.of(new PlanApplied(placed, List.of(), cluster.nanos())));
    return placed;
  }

  /** The node says how an allocation does. */
  void healthy(Allocation allocation) {
    report(
        allocation,
        ClientStatus.RUNNING,
        new AllocDeploymentStatus(true, cluster.instant(), false, 0));
  }

  /** It runs, but is not what it should be. */
  void unhealthy(Allocation allocation) {
    report(
        allocation,
        ClientStatus.RUNNING,
        new AllocDeploymentStatus(false, cluster.instant(), false, 0));
  }

  /** It fails before anybody judged it. */
  void fails(Allocation allocation) {
    report(allocation, ClientStatus.FAILED, null);
  }

  void report(Allocation allocation, ClientStatus status, AllocDeploymentStatus health) {
    run(
        new ReportAllocations(
            node.id(),
            List.of(new AllocationReport(allocation.id(), status, "", Map.of(), health))));
  }

  /** Hands a command in; what it is refused with is thrown. */
  <R> R run(Command<R> command) {
    try {
      return cluster.submit(command).toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw new IllegalStateException(refusal.status() + " " + refusal.getMessage(), refusal);
      }
      throw e;
    }
  }

  Snapshot now() {
    return cluster.snapshot();
  }

  JobVersion job() {
    return now().job(key);
  }

  Deployment deployment(Deployment old) {
    return now().deployment(old.id());
  }

  DeploymentState state(Deployment old) {
    return deployment(old).taskGroups().get("g");
  }

  Allocation current(Allocation old) {
    return now().allocation(old.id());
  }

  /** The evaluations that the watcher made, oldest first. */
  List<Evaluation> watcherEvaluations() {
    return cluster.evaluations(job("")).stream()
        .filter(e -> e.triggeredBy() == EvalTrigger.DEPLOYMENT_WATCHER)
        .toList();
  }
}
