package io.drover.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.apply.Appliers;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.Digest;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.AllocatedSharedResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.AllocationBuilder;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentBuilder;
import io.drover.contract.model.DeploymentStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.EvaluationBuilder;
import io.drover.contract.model.JobRef;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobSpecBuilder;
import io.drover.contract.model.JobStatus;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.JobVersionBuilder;
import io.drover.contract.model.NodeBuilder;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.RescheduleEvent;
import io.drover.contract.model.ReschedulePolicy;
import io.drover.contract.model.RescheduleTracker;
import io.drover.contract.model.TaskGroupBuilder;
import io.drover.documents.JobDocuments;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotEditor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is finished and old, and what only looks so. */
final class CollectorTest {

  private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
  private static final Digest DIGEST = Digest.of(new byte[] {1});
  private static final JobKey JOB = new JobKey("default", "j");
  private static final Thresholds USUAL =
      new Thresholds(
          Duration.ofHours(1),
          Duration.ofHours(24),
          Duration.ofHours(4),
          Duration.ofHours(1),
          Duration.ofHours(24));

  private ReschedulePolicy policy = policy(0, false);
  private Snapshot state = Snapshot.EMPTY;

  private static ReschedulePolicy policy(int attempts, boolean unlimited) {
    return new ReschedulePolicy(
        attempts,
        Duration.ofHours(1),
        Duration.ofSeconds(30),
        "constant",
        Duration.ofHours(1),
        unlimited);
  }

  private interface Change {
    void to(SnapshotEditor editor);
  }

  private void commit(Change change) {
    SnapshotEditor editor = new SnapshotEditor(state, state.index() + 1);
    change.to(editor);
    state = editor.snapshot();
  }

  private final JobDocuments documents =
      new JobDocuments() {
        @Override
        public byte[] bytes(Digest digest) {
          throw new AssertionError("nobody reads bytes");
        }

        @Override
        public JobSpec spec(Digest digest) {
          return JobSpecBuilder.builder()
              .id("j")
              .taskGroups(
                  List.of(TaskGroupBuilder.builder().name("g").reschedulePolicy(policy).build()))
              .build();
        }
      };

  private static long ago(Duration age) {
    return Thresholds.before(NOW, age);
  }

  private void job(JobType type, JobStatus status, boolean stop) {
    commit(
        editor ->
            editor.putJob(
                JobVersionBuilder.builder()
                    .namespace("default")
                    .id("j")
                    .digest(DIGEST)
                    .type(type)
                    .status(status)
                    .stop(stop)
                    .createIndex(editor.index())
                    .modifyIndex(editor.index())
                    .jobModifyIndex(editor.index())
                    .build()));
  }

  private void evaluation(String id, JobType type, EvalStatus status, Duration age) {
    commit(
        editor ->
            editor.putEvaluation(
                EvaluationBuilder.builder()
                    .id(new EvalId(id))
                    .namespace("default")
                    .jobId("j")
                    .type(type)
                    .triggeredBy(EvalTrigger.JOB_REGISTER)
                    .status(status)
                    .createIndex(editor.index())
                    .modifyIndex(editor.index())
                    .modifyTime(ago(age))
                    .build()));
  }

  private void allocation(
      String id, String evaluation, Duration age, UnaryOperator<Allocation> more) {
    commit(
        editor ->
            editor.putAllocation(
                more.apply(
                    AllocationBuilder.builder()
                        .id(new AllocId(id))
                        .evalId(new EvalId(evaluation))
                        .namespace("default")
                        .jobId("j")
                        .taskGroup("g")
                        .nodeId(new NodeId("n"))
                        .jobRef(new JobRef(DIGEST, 0, 1, 1, JobType.SERVICE))
                        .allocatedResources(
                            new AllocatedResources(
                                Map.of(),
                                Map.of(),
                                new AllocatedSharedResources(List.of(), 0, List.of())))
                        .desiredStatus(DesiredStatus.RUN)
                        .clientStatus(ClientStatus.COMPLETE)
                        .createIndex(editor.index())
                        .modifyIndex(editor.index())
                        .modifyTime(ago(age))
                        .build())));
  }

  private Garbage found() {
    return Collector.find(state, documents, USUAL, NOW);
  }

  private List<String> evaluations() {
    return found().evaluations().stream().map(e -> e.id().value()).toList();
  }

  private List<String> allocations() {
    return found().allocations().stream().map(a -> a.id().value()).toList();
  }

  @Test
  void anOldEvaluationGoesWithItsAllocationsAndAYoungOneStays() {
    job(JobType.SERVICE, JobStatus.RUNNING, false);
    evaluation("old", JobType.SERVICE, EvalStatus.COMPLETE, Duration.ofHours(3));
    allocation("a", "old", Duration.ofHours(2), a -> a);
    evaluation("young", JobType.SERVICE, EvalStatus.COMPLETE, Duration.ofMinutes(59));
    assertThat(evaluations()).containsExactly("old");
    assertThat(allocations()).containsExactly("a");
  }

  @Test
  void anEvaluationStaysWithAnAllocationThatDoes() {
    job(JobType.SERVICE, JobStatus.RUNNING, false);
    evaluation("old", JobType.SERVICE, EvalStatus.COMPLETE, Duration.ofHours(3));
    allocation("ended", "old", Duration.ofHours(2), a -> a);
    allocation("runs", "old", Duration.ofHours(2), a -> a.withClientStatus(ClientStatus.RUNNING));
    assertThat(evaluations()).isEmpty();
    assertThat(allocations()).containsExactly("ended");
  }

  @Test
  void anOpenEvaluationStaysHoweverOld() {
    job(JobType.SERVICE, JobStatus.RUNNING, false);
    evaluation("e", JobType.SERVICE, EvalStatus.BLOCKED, Duration.ofDays(30));
    assertThat(found().size()).isZero();
  }

  @Test
  void whatIsToStopButRunsStillStays() {
    job(JobType.SERVICE, JobStatus.DEAD, true);
    evaluation("old", JobType.SERVICE, EvalStatus.COMPLETE, Duration.ofHours(9));
    allocation(
        "a",
        "old",
        Duration.ofHours(9),
        a -> a.withDesiredStatus(DesiredStatus.STOP).withClientStatus(ClientStatus.RUNNING));
    assertThat(found().size()).isZero();
  }

  private void failed(UnaryOperator<Allocation> more) {
    job(JobType.SERVICE, JobStatus.RUNNING, false);
    evaluation("old", JobType.SERVICE, EvalStatus.COMPLETE, Duration.ofHours(9));
    allocation(
        "a", "old", Duration.ofHours(9), a -> more.apply(a.withClientStatus(ClientStatus.FAILED)));
  }

  private static UnaryOperator<Allocation> triedAgain(Duration ago) {
    return a ->
        a.withRescheduleTracker(
            new RescheduleTracker(
                List.of(
                    new RescheduleEvent(
                        ago(ago), new AllocId("p"), new NodeId("n"), Duration.ZERO))));
  }

  @Test
  void aFailureThatIsNotTriedAgainGoes() {
    failed(a -> a);
    assertThat(allocations()).containsExactly("a");
  }

  @Test
  void aFailureThatMayBeTriedAgainForEverStays() {
    policy = policy(0, true);
    failed(a -> a);
    assertThat(found().size()).isZero();
  }

  @Test
  void aFailureThatWasReplacedGoes() {
    policy = policy(0, true);
    failed(a -> a.withNextAllocation(new AllocId("b")));
    assertThat(allocations()).containsExactly("a");
  }

  @Test
  void aFailureOfALimitedPolicyStaysUntilItsIntervalIsOver() {
    policy = policy(3, false);
    failed(triedAgain(Duration.ofMinutes(30)));
    assertThat(found().size()).isZero();
    state = Snapshot.EMPTY;
    failed(triedAgain(Duration.ofMinutes(61)));
    assertThat(allocations()).containsExactly("a");
  }

  @Test
  void workOfABatchJobThatLivesIsRemembered() {
    job(JobType.BATCH, JobStatus.RUNNING, false);
    evaluation("old", JobType.BATCH, EvalStatus.COMPLETE, Duration.ofDays(9));
    allocation("a", "old", Duration.ofDays(9), a -> a);
    assertThat(found().size()).isZero();
  }

  @Test
  void workOfAnEarlierVersionOfABatchJobIsNot() {
    evaluation("old", JobType.BATCH, EvalStatus.COMPLETE, Duration.ofDays(9));
    allocation("a", "old", Duration.ofDays(9), a -> a);
    job(JobType.BATCH, JobStatus.RUNNING, false);
    assertThat(allocations()).containsExactly("a");
    assertThat(evaluations()).containsExactly("old");
  }

  @Test
  void aDeadBatchJobGoesWithEverything() {
    job(JobType.BATCH, JobStatus.DEAD, false);
    evaluation("old", JobType.BATCH, EvalStatus.COMPLETE, Duration.ofHours(5));
    allocation("a", "old", Duration.ofHours(5), a -> a);
    assertThat(found().jobs()).extracting(JobVersion::id).containsExactly("j");
    assertThat(evaluations()).containsExactly("old");
    assertThat(allocations()).containsExactly("a");
  }

  @Test
  void aDeadJobWithYoungWorkStays() {
    job(JobType.BATCH, JobStatus.DEAD, false);
    evaluation("old", JobType.BATCH, EvalStatus.COMPLETE, Duration.ofHours(5));
    evaluation("young", JobType.BATCH, EvalStatus.COMPLETE, Duration.ofHours(3));
    assertThat(found().jobs()).isEmpty();
  }

  @Test
  void aDeadServiceJobThatNobodyStoppedStays() {
    job(JobType.SERVICE, JobStatus.DEAD, false);
    evaluation("old", JobType.SERVICE, EvalStatus.COMPLETE, Duration.ofHours(5));
    assertThat(found().jobs()).isEmpty();
  }

  @Test
  void aDeploymentThatEndedGoesWhenItsAllocationsHave() {
    job(JobType.SERVICE, JobStatus.RUNNING, false);
    deployment("done", DeploymentStatus.SUCCESSFUL);
    deployment("runs", DeploymentStatus.RUNNING);
    deployment("used", DeploymentStatus.FAILED);
    allocation(
        "a",
        "e",
        Duration.ofHours(2),
        a -> a.withDeploymentId("used").withClientStatus(ClientStatus.RUNNING));
    assertThat(found().deployments()).extracting(Deployment::id).containsExactly("done");
  }

  private void deployment(String id, DeploymentStatus status) {
    commit(
        editor ->
            editor.putDeployment(
                DeploymentBuilder.builder()
                    .id(id)
                    .namespace("default")
                    .jobId("j")
                    .status(status)
                    .createIndex(editor.index())
                    .modifyIndex(editor.index())
                    .build()));
  }

  @Test
  void aNodeGoesWhenItWasDownForLongAndNothingIsOnIt() {
    node("gone", NodeStatus.DOWN, Duration.ofHours(25));
    node("young", NodeStatus.DOWN, Duration.ofHours(23));
    node("ready", NodeStatus.READY, Duration.ofHours(25));
    node("n", NodeStatus.DOWN, Duration.ofHours(25));
    allocation("a", "e", Duration.ZERO, a -> a.withClientStatus(ClientStatus.RUNNING));
    assertThat(found().nodes()).extracting(n -> n.id().value()).containsExactly("gone");
  }

  private void node(String id, NodeStatus status, Duration age) {
    commit(
        editor ->
            editor.putNode(
                NodeBuilder.builder()
                    .id(new NodeId(id))
                    .status(status)
                    .statusUpdatedAt(NOW.minus(age).getEpochSecond())
                    .build()));
  }

  @Test
  void whatChangedSinceItWasFoundStays() throws Exception {
    job(JobType.BATCH, JobStatus.DEAD, false);
    evaluation("old", JobType.BATCH, EvalStatus.COMPLETE, Duration.ofHours(5));
    allocation("a", "old", Duration.ofHours(5), a -> a);
    Garbage garbage = found();
    evaluation("old", JobType.BATCH, EvalStatus.PENDING, Duration.ZERO);
    List<Garbage> parts = garbage.parts(1);
    assertThat(parts).hasSize(3);
    for (Garbage part : parts) {
      Outcome<Integer> outcome = new CollectGarbage(part).decide(state, new NoContext());
      if (!outcome.events().isEmpty()) {
        state = Appliers.apply(state, outcome.events(), state.index() + 1).snapshot();
      }
    }
    assertThat(state.allocation(new AllocId("a"))).isNull();
    assertThat(state.evaluation(new EvalId("old"))).isNotNull();
    assertThat(state.job(JOB)).isNotNull();
  }

  @Test
  void everythingThatWasFoundIsRemoved() throws Exception {
    job(JobType.BATCH, JobStatus.DEAD, false);
    evaluation("old", JobType.BATCH, EvalStatus.COMPLETE, Duration.ofHours(5));
    allocation("a", "old", Duration.ofHours(5), a -> a);
    node("gone", NodeStatus.DOWN, Duration.ofHours(25));
    int removed = 0;
    for (Garbage part : found().parts(7281)) {
      Outcome<Integer> outcome = new CollectGarbage(part).decide(state, new NoContext());
      state = Appliers.apply(state, outcome.events(), state.index() + 1).snapshot();
      removed += outcome.answer().apply(state.index());
    }
    assertThat(removed).isEqualTo(4);
    assertThat(state.jobs().rows()).isEmpty();
    assertThat(state.evaluations().rows()).isEmpty();
    assertThat(state.allocations().rows()).isEmpty();
    assertThat(state.nodes().rows()).isEmpty();
    assertThat(Collector.find(state, documents, Thresholds.NONE, NOW).size()).isZero();
  }

  private record NoContext() implements Context {
    @Override
    public Instant now() {
      return NOW;
    }

    @Override
    public String newId() {
      throw new AssertionError("collection makes nothing");
    }

    @Override
    public JobSpec job(Digest digest) {
      throw new AssertionError("collection decides by rows");
    }
  }
}
