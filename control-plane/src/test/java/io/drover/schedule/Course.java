package io.drover.schedule;

import io.drover.command.DeregisterJob;
import io.drover.command.PromoteDeployment;
import io.drover.command.Refusal;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentState;
import io.drover.contract.model.DeploymentStatus;
import io.drover.contract.model.DesiredTransition;
import io.drover.contract.model.DrainStrategy;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.NodeStatus;
import io.drover.event.AllocationHealthSet;
import io.drover.event.AllocationsMarked;
import io.drover.event.DeploymentChange;
import io.drover.event.DeploymentPromoted;
import io.drover.event.DeploymentStatusChanged;
import io.drover.event.NodeDrainChanged;
import io.drover.event.NodePurged;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A job on a cluster, told in steps: {@code run; start; healthy; edit env=2; fail 0; eval}. Numbers
 * are those in the names of allocations that are to run; without numbers all are meant.
 */
final class Course {
  final Harness harness = new Harness();
  final InMemoryCluster cluster = harness.cluster;
  private JobSpec job;

  Course(String jobWords, int nodes) {
    job = CourseJob.read(jobWords);
    IntStream.range(0, nodes).forEach(i -> cluster.add(Fixtures.node("n" + i)));
  }

  Course steps(String steps) {
    for (String step : steps.split(";")) {
      if (!step.isBlank()) {
        step(step.trim());
      }
    }
    return this;
  }

  JobSpec job() {
    return job;
  }

  private void step(String step) {
    String[] parts = step.split(" +", 2);
    String rest = parts.length > 1 ? parts[1] : "";
    switch (parts[0]) {
      case "run" -> harness.run(job);
      case "edit" -> harness.run(job = CourseJob.edit(job, rest));
      case "register" -> cluster.register(job = CourseJob.edit(job, rest));
      case "eval" -> harness.run(job, EvalTrigger.NODE_UPDATE);
      case "stop" -> stop(false);
      case "purge" -> stop(true);
      case "start" -> each(a -> a.clientStatus() == ClientStatus.PENDING, rest, this::start);
      case "complete" -> each(Course::open, rest, a -> cluster.report(a, ClientStatus.COMPLETE));
      case "fail" -> each(Course::open, rest, a -> cluster.report(a, ClientStatus.FAILED));
      case "ended" -> ended();
      case "back" -> back(ClientStatus.RUNNING);
      case "backfailed" -> back(ClientStatus.FAILED);
      case "migrateback" -> markOldest(new DesiredTransition(true, null, null, null));
      case "healthy" -> health(rest, true);
      case "unhealthy" -> health(rest, false);
      case "promote" -> promote();
      case "deployment" -> deployment(rest);
      case "migrate" -> mark(rest, new DesiredTransition(true, null, null, null));
      case "allow" -> mark(rest, new DesiredTransition(null, true, null, null));
      case "force" -> mark(rest, new DesiredTransition(null, null, true, null));
      case "down" -> nodes(rest, NodeStatus.DOWN);
      case "disconnected" -> nodes(rest, NodeStatus.DISCONNECTED);
      case "initializing" -> nodes(rest, NodeStatus.INITIALIZING);
      case "ready" -> nodes(rest, NodeStatus.READY);
      case "purgenode" -> nodesOf(rest).forEach(n -> cluster.apply(List.of(new NodePurged(n))));
      case "drain" -> nodesOf(rest).forEach(this::drain);
      case "node" -> cluster.add(Fixtures.node(rest));
      case "wait" -> await(CourseJob.duration(rest));
      case "reject" -> harness.rejectPlans();
      case "accept" -> harness.acceptPlans();
      default -> throw new IllegalArgumentException("no step: " + step);
    }
  }

  private static boolean open(Allocation allocation) {
    return !allocation.clientTerminal();
  }

  /** Allocations that are to run, newest first, with one of the numbers. */
  List<Allocation> wanted(String numbers) {
    List<Integer> chosen =
        numbers.isBlank()
            ? List.of()
            : List.of(numbers.trim().split(" +")).stream()
                .map(n -> Integer.valueOf(n.replaceAll("@.*", "")))
                .toList();
    List<Long> versions =
        numbers.contains("@")
            ? List.of(Long.valueOf(numbers.replaceAll(".*@", "").trim()))
            : List.of();
    return cluster.all(job).stream()
        .filter(a -> !a.serverTerminal())
        .filter(a -> chosen.isEmpty() || chosen.contains(a.index()))
        .filter(a -> versions.isEmpty() || versions.contains(a.jobRef().version()))
        .sorted(Comparator.comparing(Allocation::createIndex).reversed())
        .toList();
  }

  private void each(
      Predicate<Allocation> which, String numbers, java.util.function.Consumer<Allocation> action) {
    wanted(numbers).stream().filter(which).forEach(action);
  }

  private void start(Allocation allocation) {
    cluster.report(allocation, ClientStatus.RUNNING);
  }

  /** A node that was out of touch reports what nobody knew. */
  private void back(ClientStatus status) {
    each(a -> a.clientStatus() == ClientStatus.UNKNOWN, "", a -> cluster.report(a, status));
  }

  private void markOldest(DesiredTransition transition) {
    String oldest = wanted("").getLast().id().value();
    cluster.apply(List.of(new AllocationsMarked(Map.of(oldest, transition), cluster.nanos())));
  }

  /** Whatever was told to stop says that it has. */
  private void ended() {
    cluster.all(job).stream()
        .filter(a -> a.serverTerminal() && !a.clientTerminal())
        .forEach(a -> cluster.report(a, ClientStatus.COMPLETE));
  }

  private void health(String numbers, boolean healthy) {
    Map<String, List<AllocId>> byDeployment =
        wanted(numbers).stream()
            .filter(a -> !a.deploymentId().isEmpty())
            .collect(
                Collectors.groupingBy(
                    Allocation::deploymentId,
                    Collectors.mapping(Allocation::id, Collectors.toList())));
    byDeployment.forEach(
        (deployment, ids) ->
            cluster.apply(
                List.of(
                    new AllocationHealthSet(
                        deployment,
                        healthy ? ids : List.of(),
                        healthy ? List.of() : ids,
                        cluster.nanos()))));
  }

  /** As a user would, and refused as for a user; the evaluation is a step of its own. */
  private void promote() {
    Deployment deployment = cluster.snapshot().latestDeployment(job.key());
    try {
      cluster.apply(
          new PromoteDeployment(deployment.id(), true, List.of())
              .decide(cluster.snapshot(), cluster.context()).events().stream()
                  .filter(DeploymentPromoted.class::isInstance)
                  .toList());
    } catch (Refusal refused) {
      // Not all canaries are healthy, or the deployment has ended.
    }
  }

  /** A status, and the text that goes with it if that matters. */
  private void deployment(String words) {
    String[] parts = words.split(" +", 2);
    DeploymentChange change =
        new DeploymentChange(
            cluster.snapshot().latestDeployment(job.key()).id(),
            DeploymentStatus.of(parts[0]),
            parts.length > 1 ? parts[1] : "by hand");
    cluster.apply(List.of(new DeploymentStatusChanged(change, cluster.nanos())));
  }

  private void mark(String numbers, DesiredTransition transition) {
    Map<String, DesiredTransition> marks =
        wanted(numbers).stream().collect(Collectors.toMap(a -> a.id().value(), a -> transition));
    cluster.apply(List.of(new AllocationsMarked(marks, cluster.nanos())));
  }

  private List<NodeId> nodesOf(String numbers) {
    if (numbers.equals("stopped")) {
      return cluster.all(job).stream()
          .filter(Allocation::serverTerminal)
          .map(Allocation::nodeId)
          .distinct()
          .toList();
    }
    return numbers.startsWith("n")
        ? List.of(Fixtures.node(numbers).id())
        : wanted(numbers).stream().map(Allocation::nodeId).distinct().toList();
  }

  private void nodes(String numbers, NodeStatus status) {
    nodesOf(numbers).forEach(node -> cluster.status(node, status));
  }

  private void drain(NodeId node) {
    DrainStrategy strategy = new DrainStrategy(Duration.ofHours(1), false, null, null);
    cluster.apply(
        List.of(
            new NodeDrainChanged(
                node, strategy, Eligibility.INELIGIBLE, null, cluster.nanos(), null)));
  }

  private void stop(boolean purge) {
    String id =
        cluster
            .submit(new DeregisterJob(job.key(), purge, false, 0))
            .toCompletableFuture()
            .join()
            .evalId();
    harness.process(cluster.snapshot().evaluation(new EvalId(id)));
  }

  /** Lets time pass, and has the evaluations processed that came due. */
  private void await(Duration time) {
    cluster.moveTo(cluster.instant().plus(time));
    for (Evaluation evaluation : cluster.evaluations(job)) {
      boolean due =
          evaluation.waitUntil() != null && !evaluation.waitUntil().isAfter(cluster.instant());
      if (due && !evaluation.terminal()) {
        harness.process(evaluation);
      }
    }
  }

  /** What is to run: number, version, and {@code * + - ? x p} for what is known of it. */
  String live() {
    return cluster.all(job).stream()
        .filter(a -> !a.serverTerminal() && a.clientStatus() != ClientStatus.COMPLETE)
        .sorted(
            Comparator.comparing(Allocation::taskGroup)
                .thenComparing(Allocation::index)
                .thenComparing(a -> a.jobRef().version())
                .thenComparing(Allocation::createIndex))
        .map(this::word)
        .collect(Collectors.joining(" "));
  }

  private String word(Allocation allocation) {
    AllocDeploymentStatus status = allocation.deploymentStatus();
    String group = allocation.taskGroup().equals("g") ? "" : allocation.taskGroup();
    String word = group + allocation.index() + "@" + allocation.jobRef().version();
    word += status != null && status.canary() ? "*" : "";
    word += status == null || status.healthy() == null ? "" : status.healthy() ? "+" : "-";
    return switch (allocation.clientStatus()) {
      case UNKNOWN -> word + "?";
      case FAILED -> word + "x";
      case LOST -> word + "l";
      case PENDING, RUNNING, COMPLETE -> word;
    };
  }

  /** The newest deployment: version, status, total:placed:healthy, canaries. */
  String deployment() {
    Deployment deployment = cluster.snapshot().latestDeployment(job.key());
    if (deployment == null) {
      return "none";
    }
    StringBuilder text = new StringBuilder();
    text.append(deployment.jobVersion()).append(' ').append(deployment.status().word());
    deployment.taskGroups().forEach((name, state) -> text.append(' ').append(progress(state)));
    return text.toString();
  }

  private static String progress(DeploymentState state) {
    String counts = state.desiredTotal() + ":" + state.placedAllocs() + ":" + state.healthyAllocs();
    String canaries =
        state.desiredCanaries() == 0
            ? ""
            : "/" + state.placedCanaries().size() + "of" + state.desiredCanaries();
    return counts + canaries + (state.promoted() ? "!" : "");
  }

  String deploymentText() {
    return cluster.snapshot().latestDeployment(job.key()).statusDescription();
  }

  /** What the last evaluation wanted changed, like {@code place=1 stop=2}. */
  String counts() {
    Function<Map<Desired.Change, Integer>, String> words =
        counts ->
            counts.entrySet().stream()
                .map(e -> e.getKey().name().toLowerCase() + "=" + e.getValue())
                .collect(Collectors.joining(" "));
    return harness.desired.counts().values().stream()
        .map(words)
        .filter(w -> !w.isEmpty())
        .collect(Collectors.joining(" / "));
  }

  /** What the last plan stops, by number, version and reason. */
  String stops() {
    return harness.lastPlan().stops().stream()
        .map(s -> cluster.snapshot().allocation(s.id()))
        .sorted(Comparator.comparing(Allocation::index).thenComparing(a -> a.jobRef().version()))
        .map(
            a ->
                a.index()
                    + "@"
                    + a.jobRef().version()
                    + (a.clientStatus() == ClientStatus.LOST ? "l" : "")
                    + " "
                    + a.desiredDescription())
        .collect(Collectors.joining(", "));
  }

  /** Evaluations that wait for their time: what for, and how many seconds still. */
  String waiting() {
    return cluster.evaluations(job).stream()
        .filter(e -> !e.terminal() && e.waitUntil() != null)
        .map(
            e ->
                e.triggeredBy().word()
                    + " "
                    + Duration.between(cluster.instant(), e.waitUntil()).toSeconds()
                    + "s")
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
