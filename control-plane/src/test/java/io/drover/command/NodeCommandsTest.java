package io.drover.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.DriverInfo;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeEvent;
import io.drover.contract.model.NodeStatus;
import io.drover.event.AllocationReport;
import io.drover.event.AllocationStop;
import io.drover.event.PlanApplied;
import io.drover.schedule.Fixtures;
import io.drover.schedule.Harness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to nodes, on a state without a log. */
class NodeCommandsTest {

  private static final NodeId NOBODY = new NodeId("00000000-0000-0000-0000-000000000000");
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final Harness harness = new Harness(3);
  private final Node node = Fixtures.node("a").withSecretId("s").withStatus(NodeStatus.READY);

  @BeforeEach
  void oneNode() {
    submit(new RegisterNode(node));
  }

  private <R> R submit(Command<R> command) {
    return harness.cluster.submit(command).toCompletableFuture().join();
  }

  private void refused(Command<?> command, String text) {
    assertThatThrownBy(() -> submit(command))
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage(text);
  }

  private Node current() {
    return harness.cluster.snapshot().node(node.id());
  }

  private List<String> events() {
    return current().events().stream().map(NodeEvent::message).toList();
  }

  /** Those of that cause that were not processed yet. */
  private List<Evaluation> pending(JobSpec job, EvalTrigger trigger) {
    return harness.cluster.evaluations(job).stream()
        .filter(evaluation -> !evaluation.terminal() && evaluation.triggeredBy() == trigger)
        .toList();
  }

  private JobSpec running(JobSpec job) {
    harness.run(job);
    harness.cluster.running(job).forEach(a -> harness.cluster.report(a, ClientStatus.RUNNING));
    return job;
  }

  private JobSpec patient() {
    return running(
        Fixtures.changed(
            Fixtures.service("patient", 1), group -> group.withMaxClientDisconnect(WINDOW)));
  }

  private void silent() {
    submit(new MarkNodesSilent(List.of(node.id())));
  }

  @Test
  void aSilentNodeIsDownAndItsJobsAndSystemJobsAreEvaluated() {
    JobSpec service = running(Fixtures.service("s", 2));
    harness.cluster.register(Fixtures.job("sys", JobType.SYSTEM, 1));
    JobSpec elsewhere = Fixtures.job("far", JobType.SYSTEM, 1).withDatacenters(List.of("dc9"));
    harness.cluster.register(elsewhere);
    silent();
    assertThat(current().status()).isEqualTo(NodeStatus.DOWN);
    assertThat(current().lastMissedHeartbeatIndex()).isEqualTo(current().modifyIndex());
    Evaluation update = pending(service, EvalTrigger.NODE_UPDATE).getFirst();
    assertThat(update.nodeId()).isEqualTo(node.id());
    assertThat(update.nodeModifyIndex()).isEqualTo(current().modifyIndex());
    assertThat(pending(Fixtures.job("sys", JobType.SYSTEM, 1), EvalTrigger.NODE_UPDATE)).hasSize(1);
    assertThat(pending(elsewhere, EvalTrigger.NODE_UPDATE)).isEmpty();
    long index = harness.cluster.snapshot().index();
    silent();
    assertThat(harness.cluster.snapshot().index()).as("said once").isEqualTo(index);
  }

  @Test
  void aNodeWhoseWorkMayComeBackIsDisconnectedUntilItMayNotAnyMore() {
    JobSpec job = patient();
    silent();
    assertThat(current().status()).isEqualTo(NodeStatus.DISCONNECTED);
    long missed = current().lastMissedHeartbeatIndex();
    Allocation allocation = harness.cluster.running(job).getFirst();
    Instant lost = harness.cluster.instant();
    harness.cluster.report(allocation, ClientStatus.UNKNOWN);
    assertThat(harness.cluster.snapshot().allocation(allocation.id()).clientStatus())
        .isEqualTo(ClientStatus.UNKNOWN);
    harness.cluster.moveTo(lost.plus(WINDOW).minusSeconds(1));
    silent();
    assertThat(current().status()).isEqualTo(NodeStatus.DISCONNECTED);
    assertThat(current().lastMissedHeartbeatIndex()).isEqualTo(missed);
    harness.cluster.moveTo(lost.plus(WINDOW));
    silent();
    assertThat(current().status()).isEqualTo(NodeStatus.DOWN);
    assertThat(events())
        .containsExactly("Node registered", "Node heartbeat missed", "Node heartbeat missed");
  }

  @Test
  void whatMayComeBackButIsToStopAnywayKeepsNoNode() {
    JobSpec job = patient();
    Allocation allocation = harness.cluster.running(job).getFirst();
    harness.cluster.apply(
        List.of(
            new PlanApplied(
                List.of(),
                List.of(
                    new AllocationStop(
                        allocation.id(), DesiredStatus.STOP, "test", null, null, null)),
                harness.cluster.nanos())));
    silent();
    assertThat(current().status()).isEqualTo(NodeStatus.DOWN);
  }

  @Test
  void aNodeThatWasDownIsReadyAtOnceAndItsSystemJobsAreEvaluated() {
    silent();
    JobSpec system = Fixtures.job("sys", JobType.SYSTEM, 1);
    harness.run(system);
    assertThat(submit(new MarkNodeHeard(node.id()))).isEqualTo(NodeStatus.READY);
    assertThat(events())
        .containsExactly(
            "Node registered", "Node heartbeat missed", "Node reregistered by heartbeat");
    assertThat(pending(system, EvalTrigger.NODE_UPDATE)).hasSize(1);
    assertThat(current().lastMissedHeartbeatIndex()).isZero();
    refused(new MarkNodeHeard(NOBODY), "node not found");
  }

  @Test
  void aDisconnectedNodeThatRegistersHasToTellFirst() {
    JobSpec job = patient();
    silent();
    Allocation allocation = harness.cluster.running(job).getFirst();
    harness.cluster.report(allocation, ClientStatus.UNKNOWN);
    submit(new RegisterNode(node));
    assertThat(current().status()).isEqualTo(NodeStatus.INITIALIZING);
    assertThat(submit(new MarkNodeHeard(node.id()))).isEqualTo(NodeStatus.INITIALIZING);
    submit(
        new ReportAllocations(
            node.id(),
            List.of(
                new AllocationReport(allocation.id(), ClientStatus.RUNNING, "", Map.of(), null))));
    assertThat(pending(job, EvalTrigger.RECONNECT)).hasSize(1);
    assertThat(submit(new MarkNodeHeard(node.id()))).isEqualTo(NodeStatus.READY);
    assertThat(events()).as("none for coming back").hasSize(2);
  }

  @Test
  void nodesThatAreDownOrDisconnectedMayNotReport() {
    JobSpec job = patient();
    silent();
    Allocation allocation = harness.cluster.running(job).getFirst();
    refused(
        new ReportAllocations(
            node.id(),
            List.of(
                new AllocationReport(allocation.id(), ClientStatus.FAILED, "", Map.of(), null))),
        "node " + node.id() + " is not allowed to update allocs while in status disconnected");
  }

  @Test
  void aRegistrationThatJobsMayCareForMakesEvaluationsAndOthersDoNot() {
    JobSpec system = Fixtures.job("sys", JobType.SYSTEM, 1);
    harness.run(system);
    submit(
        new RegisterNode(
            node.withAttributes(
                Map.of(
                    "kernel.name", "linux",
                    "unique.hostname", "a",
                    "unique.storage.bytesfree", "7"))));
    assertThat(pending(system, EvalTrigger.NODE_UPDATE)).isEmpty();
    submit(
        new RegisterNode(
            node.withDrivers(
                Map.of("raw_exec", new DriverInfo(Map.of(), true, false, "ill", null)))));
    assertThat(pending(system, EvalTrigger.NODE_UPDATE)).hasSize(1);
    submit(new RegisterNode(node.withMeta(Map.of("rack", "r2"))));
    assertThat(pending(system, EvalTrigger.NODE_UPDATE)).hasSize(2);
    refused(
        new RegisterNode(node.withSecretId("guessed")),
        "node secret ID does not match. Not registering node.");
  }

  @Test
  void eligibilityIsNotedAndGivenBackItHasSystemJobsEvaluated() {
    JobSpec system = Fixtures.job("sys", JobType.SYSTEM, 1);
    submit(new SetNodeEligibility(node.id(), Eligibility.INELIGIBLE));
    harness.run(system);
    NodeWritten again = submit(new SetNodeEligibility(node.id(), Eligibility.INELIGIBLE));
    assertThat(again.index()).isZero();
    NodeWritten back = submit(new SetNodeEligibility(node.id(), Eligibility.ELIGIBLE));
    assertThat(back.evaluations()).hasSize(1);
    assertThat(back.evalCreateIndex()).isEqualTo(harness.cluster.snapshot().index());
    assertThat(events())
        .containsExactly(
            "Node registered",
            "Node marked as ineligible for scheduling",
            "Node marked as eligible for scheduling");
    refused(new SetNodeEligibility(NOBODY, Eligibility.ELIGIBLE), "node not found");
  }

  @Test
  void aDrainKeepsItsBeginningAndItsNotesWhenItIsChanged() {
    submit(drain(Duration.ofMinutes(1), Map.of("why", "kernel")));
    Instant begun = current().drainStrategy().startedAt();
    harness.cluster.moveTo(harness.cluster.instant().plusSeconds(30));
    submit(drain(Duration.ofMinutes(10), Map.of()));
    assertThat(current().drainStrategy().startedAt()).isEqualTo(begun);
    assertThat(current().drainStrategy().forceDeadline())
        .isEqualTo(begun.plusSeconds(30).plus(Duration.ofMinutes(10)));
    assertThat(current().lastDrain().meta()).isEqualTo(Map.of("why", "kernel"));
    assertThat(current().lastDrain().updatedAt()).isEqualTo(begun.plusSeconds(30));
    refused(
        new SetNodeEligibility(node.id(), Eligibility.ELIGIBLE),
        "can not set node's scheduling eligibility to eligible while it is draining");
    submit(new DrainNode(node.id(), null, false, Map.of("done", "no")));
    assertThat(current().schedulingEligibility()).isEqualTo(Eligibility.INELIGIBLE);
    assertThat(current().lastDrain().status()).isEqualTo("canceled");
    assertThat(current().lastDrain().meta()).isEqualTo(Map.of("done", "no"));
    assertThat(events())
        .containsExactly(
            "Node registered",
            "Node drain strategy set",
            "Node drain strategy updated",
            "Node drain disabled");
    submit(new DrainNode(node.id(), null, true, Map.of()));
    assertThat(events()).as("nothing was called off").hasSize(4);
    assertThat(current().schedulingEligibility()).isEqualTo(Eligibility.ELIGIBLE);
  }

  private DrainNode drain(Duration deadline, Map<String, String> meta) {
    return new DrainNode(node.id(), new DrainNode.Spec(deadline, false), false, meta);
  }

  @Test
  void aStepThatWasDecidedForAnotherDrainEndsNothing() {
    submit(drain(Duration.ofMinutes(1), Map.of()));
    AdvanceDrains.Done old = new AdvanceDrains.Done(node.id(), current().drainStrategy(), true);
    submit(drain(Duration.ofHours(1), Map.of()));
    submit(new AdvanceDrains(List.of(), List.of(old)));
    assertThat(current().drainStrategy()).isNotNull();
  }

  @Test
  void whatAPurgedNodeRanIsPlacedElsewhere() {
    JobSpec job = running(Fixtures.service("s", 1));
    Node other = Fixtures.node("b");
    harness.cluster.add(other);
    NodeWritten done = submit(new PurgeNode(node.id()));
    assertThat(done.evaluations()).hasSize(1);
    assertThat(harness.cluster.snapshot().node(node.id())).isNull();
    pending(job, EvalTrigger.NODE_UPDATE).forEach(harness::process);
    assertThat(harness.cluster.running(job))
        .extracting(Allocation::nodeId)
        .containsExactly(other.id());
    refused(new PurgeNode(node.id()), "node not found");
    refused(new EvaluateNode(node.id()), "node not found");
    refused(new DrainNode(node.id(), null, false, Map.of()), "node not found");
  }

  @Test
  void aStoppedAllocationIsPlacedAnew() {
    JobSpec job = running(Fixtures.service("s", 1));
    Allocation old = harness.cluster.running(job).getFirst();
    StopAllocation.Answer done = submit(new StopAllocation(old.id(), true));
    Evaluation evaluation = pending(job, EvalTrigger.ALLOC_STOP).getFirst();
    assertThat(evaluation.id().value()).isEqualTo(done.evalId());
    harness.process(evaluation);
    Allocation stopped = harness.cluster.snapshot().allocation(old.id());
    assertThat(stopped.desiredStatus()).isEqualTo(DesiredStatus.STOP);
    assertThat(stopped.desiredTransition().noShutdownDelay()).isTrue();
    assertThat(harness.cluster.running(job))
        .hasSize(1)
        .extracting(Allocation::previousAllocation)
        .containsExactly(old.id());
    refused(new StopAllocation(new AllocId("none"), false), "allocation not found");
  }
}
