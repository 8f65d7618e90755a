package io.drover.leader;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drover.command.AdvanceDeployment;
import io.drover.command.AdvanceDrains;
import io.drover.command.Command;
import io.drover.command.Context;
import io.drover.command.DeploymentAnswer;
import io.drover.command.DeregisterJob;
import io.drover.command.DrainNode;
import io.drover.command.EvaluateNode;
import io.drover.command.FailDeployment;
import io.drover.command.MarkNodeHeard;
import io.drover.command.MarkNodesSilent;
import io.drover.command.Outcome;
import io.drover.command.PauseDeployment;
import io.drover.command.PromoteDeployment;
import io.drover.command.RegisterJob;
import io.drover.command.RegisterNode;
import io.drover.command.ReportAllocations;
import io.drover.command.SetAllocationHealth;
import io.drover.command.SetNodeEligibility;
import io.drover.command.StabilizeJob;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.Digest;
import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentBuilder;
import io.drover.contract.model.DeploymentState;
import io.drover.contract.model.DeploymentStateBuilder;
import io.drover.contract.model.DeploymentStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.ScalingEvent;
import io.drover.contract.model.ScalingPolicy;
import io.drover.event.AllocationReport;
import io.drover.event.AllocationStop;
import io.drover.event.DeploymentChange;
import io.drover.event.Event;
import io.drover.event.JobSourceKept;
import io.drover.event.PeriodicLaunched;
import io.drover.event.PlanApplied;
import io.drover.event.ScalingEventRecorded;
import io.drover.event.ScalingPoliciesChanged;
import io.drover.event.VaultAccessorsKept;
import io.drover.event.VaultAccessorsRemoved;
import io.drover.state.Snapshot;
import io.drover.state.VaultAccessor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Commands of every kind, in an order that follows from a seed; what they hit follows from the
 * state they meet.
 */
final class RandomWork {

  /** So many jobs there are. */
  static final int JOBS = 5;

  /** Counts that their groups have are below. */
  static final int COUNTS = 3;

  private final Random random;
  private int placed;
  private int deployed;

  RandomWork(long seed) {
    this.random = new Random(seed);
  }

  Command<?> next() {
    return switch (random.nextInt(13)) {
      case 0, 1 -> register();
      case 2 -> new DeregisterJob(job(), random.nextInt(4) == 0, random.nextBoolean(), 0);
      case 3 -> new RegisterNode(Samples.node(random.nextInt(4), "class-" + random.nextInt(2)));
      case 4 -> onNode();
      case 5, 6 -> place();
      case 7 -> report();
      case 8 -> new StabilizeJob(job(), random.nextInt(4), random.nextBoolean());
      case 9, 10 -> deploy();
      case 11 -> decide(Samples.uuid("deployment", random.nextInt(Math.max(1, deployed))));
      default -> beside();
    };
  }

  /** A deployment begins and ends the one before, as a scheduler plans it. */
  private Command<Long> deploy() {
    JobKey key = job();
    Node node = node();
    int number = placed++;
    String id = Samples.uuid("deployment", deployed++);
    boolean canary = random.nextBoolean();
    DeploymentStatus end =
        random.nextBoolean() ? DeploymentStatus.SUCCESSFUL : DeploymentStatus.CANCELLED;
    return (snapshot, context) -> {
      JobVersion job = snapshot.job(key);
      if (job == null) {
        return Outcome.unchanged(index -> index);
      }
      List<DeploymentChange> ended =
          snapshot.deploymentsOf(key).stream()
              .map(old -> new DeploymentChange(old.id(), end, "test"))
              .toList();
      Allocation allocation =
          Samples.allocation(number, job, node)
              .withDeploymentId(id)
              .withDeploymentStatus(new AllocDeploymentStatus(null, null, canary, 0));
      return new Outcome<>(
          List.of(
              new PlanApplied(
                  List.of(allocation),
                  List.of(),
                  context.nowNanos(),
                  deployment(id, job, canary),
                  ended)),
          index -> index);
    };
  }

  private static Deployment deployment(String id, JobVersion job, boolean canary) {
    DeploymentState group =
        DeploymentStateBuilder.builder()
            .progressDeadline(Duration.ofMinutes(10))
            .desiredTotal(1)
            .desiredCanaries(canary ? 1 : 0)
            .autoRevert(canary)
            .build();
    return DeploymentBuilder.builder()
        .id(id)
        .namespace(job.namespace())
        .jobId(job.id())
        .jobVersion(job.version())
        .jobCreateIndex(job.createIndex())
        .taskGroups(Map.of("g", group))
        .status(DeploymentStatus.RUNNING)
        .statusDescription("test")
        .build();
  }

  private Command<?> decide(String deployment) {
    int what = random.nextInt(6);
    return switch (what) {
      case 0 -> new FailDeployment(deployment);
      case 1 -> new PauseDeployment(deployment, random.nextBoolean());
      case 2 -> new PromoteDeployment(deployment, true, List.of());
      case 3 -> new AdvanceDeployment(deployment, true);
      default -> judge(deployment, what == 4);
    };
  }

  private static Command<DeploymentAnswer> judge(String deployment, boolean healthy) {
    return (snapshot, context) -> {
      Deployment current = snapshot.deployment(deployment);
      List<AllocId> own =
          current == null
              ? List.of()
              : snapshot.allocationsOf(current.job()).stream()
                  .filter(a -> a.deploymentId().equals(deployment))
                  .map(Allocation::id)
                  .toList();
      return new SetAllocationHealth(
              deployment, healthy ? own : List.of(), healthy ? List.of() : own)
          .decide(snapshot, context);
    };
  }

  private Command<?> onNode() {
    NodeId node = node().id();
    return switch (random.nextInt(7)) {
      case 0 -> silent(List.of(node, node().id()));
      case 1 -> new MarkNodeHeard(node);
      case 2 ->
          new DrainNode(
              node,
              new DrainNode.Spec(Duration.ofMinutes(random.nextInt(3)), random.nextBoolean()),
              false,
              Map.of("why", "test"));
      case 3 -> new DrainNode(node, null, random.nextBoolean(), Map.of());
      case 4 ->
          new SetNodeEligibility(
              node, random.nextBoolean() ? Eligibility.ELIGIBLE : Eligibility.INELIGIBLE);
      case 5 -> new EvaluateNode(node);
      default -> moved(node);
    };
  }

  /** The tests keep no documents; none of the jobs has anything that may come back. */
  private static Command<Map<NodeId, NodeStatus>> silent(List<NodeId> nodes) {
    return (snapshot, context) ->
        new MarkNodesSilent(nodes)
            .decide(
                snapshot,
                new Context() {
                  @Override
                  public Instant now() {
                    return context.now();
                  }

                  @Override
                  public String newId() {
                    return context.newId();
                  }

                  @Override
                  public JobSpec job(Digest digest) {
                    return Samples.job("any", JobType.SERVICE, 1);
                  }
                });
  }

  private static Command<Integer> moved(NodeId id) {
    return (Snapshot snapshot, Context context) -> {
      Node node = snapshot.node(id);
      if (node == null || node.drainStrategy() == null) {
        return Outcome.unchanged(index -> 0);
      }
      List<AllocId> all = snapshot.openAllocationsOn(id).stream().map(Allocation::id).toList();
      AdvanceDrains.Done done = new AdvanceDrains.Done(id, node.drainStrategy(), false);
      return new AdvanceDrains(all, List.of(done)).decide(snapshot, context);
    };
  }

  private Command<?> register() {
    JobSpec job = Samples.job(job().id(), JobType.SERVICE, random.nextInt(COUNTS));
    return new RegisterJob(job, Samples.digest(job), null, 0);
  }

  /** What is kept beside a job, written as the commands write it that derive jobs from others. */
  private Command<Long> beside() {
    JobKey key = job();
    int what = random.nextInt(6);
    long number = random.nextInt(1000);
    return (snapshot, context) -> {
      if (snapshot.job(key) == null) {
        return Outcome.unchanged(index -> index);
      }
      Event event =
          switch (what) {
            case 0 -> new JobSourceKept(key, Digest.of(Long.toString(number).getBytes(UTF_8)));
            case 1 ->
                new ScalingEventRecorded(
                    key,
                    "g" + number % 3,
                    new ScalingEvent(
                        context.nowNanos(), number, 1, "m", false, Map.of("n", 5), null, 0));
            case 2 -> new ScalingPoliciesChanged(key, policies(key, number));
            case 3 -> new PeriodicLaunched(key, number);
            case 4 -> new VaultAccessorsKept(List.of(accessor(number)));
            default -> new VaultAccessorsRemoved(List.of(accessor(number).accessor(), "not kept"));
          };
      return new Outcome<>(List.of(event), index -> index);
    };
  }

  private static VaultAccessor accessor(long number) {
    return new VaultAccessor(
        "accessor-" + number % 20,
        new AllocId(Samples.uuid("alloc", (int) number % 3)),
        Samples.node(0, "class-0").id(),
        "t",
        60,
        0);
  }

  private static List<ScalingPolicy> policies(JobKey key, long max) {
    Map<String, String> target =
        Map.of("Namespace", key.namespace(), "Job", key.id(), "Group", "g" + max % 2);
    return max % 5 == 0
        ? List.of()
        : List.of(
            new ScalingPolicy(
                key + "/g" + max % 2, "horizontal", target, Map.of(), 1, max, true, 0, 0));
  }

  private JobKey job() {
    return new JobKey("default", "job-" + random.nextInt(JOBS));
  }

  private Node node() {
    return Samples.node(random.nextInt(4), "class-0");
  }

  private Command<Long> place() {
    Node node = node();
    JobKey key = job();
    int number = placed++;
    return (snapshot, context) -> {
      JobVersion job = snapshot.job(key);
      List<Allocation> placed =
          job == null ? List.of() : List.of(Samples.allocation(number, job, node));
      List<AllocationStop> stopped = new ArrayList<>();
      for (Allocation old : snapshot.allocationsOf(key)) {
        if (!old.terminal() && old.name().endsWith("0]")) {
          stopped.add(new AllocationStop(old.id(), DesiredStatus.STOP, "test", null, null, null));
        }
      }
      return new Outcome<>(
          List.of(new PlanApplied(placed, stopped, context.nowNanos())), index -> index);
    };
  }

  private Command<?> report() {
    ClientStatus status = ClientStatus.values()[random.nextInt(ClientStatus.values().length)];
    AllocId id = new AllocId(Samples.uuid("alloc", random.nextInt(Math.max(1, placed))));
    return (Command<Long>)
        (Snapshot snapshot, Context context) -> {
          Allocation allocation = snapshot.allocation(id);
          if (allocation == null || snapshot.node(allocation.nodeId()) == null) {
            return Outcome.unchanged(index -> index);
          }
          return new ReportAllocations(
                  allocation.nodeId(),
                  List.of(new AllocationReport(id, status, "", Map.of(), null)))
              .decide(snapshot, context);
        };
  }
}
