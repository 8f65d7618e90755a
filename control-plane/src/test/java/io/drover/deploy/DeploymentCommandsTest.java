package io.drover.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.command.DeploymentAnswer;
import io.drover.command.FailDeployment;
import io.drover.command.PauseDeployment;
import io.drover.command.PromoteDeployment;
import io.drover.command.SetAllocationHealth;
import io.drover.command.StabilizeJob;
import io.drover.command.UnblockDeployment;
import io.drover.contract.ids.AllocId;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentState;
import io.drover.contract.model.DeploymentStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.event.AllocationStop;
import io.drover.event.DeploymentChange;
import io.drover.event.DeploymentStatusChanged;
import io.drover.event.PlanApplied;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What users and nodes can say of a deployment, decided and applied. */
class DeploymentCommandsTest {

  private static final DeploymentState CANARIES =
      Rollout.group().withDesiredCanaries(2).withDesiredTotal(2);

  private final Rollout rollout = new Rollout();

  private Deployment running() {
    return rollout.begin(Rollout.job("1"), Map.of("g", Rollout.group()));
  }

  private Deployment reverting(String version) {
    return rollout.begin(Rollout.job(version), Map.of("g", Rollout.group().withAutoRevert(true)));
  }

  private Evaluation only(DeploymentAnswer answer) {
    List<Evaluation> made = rollout.watcherEvaluations();
    assertThat(made).hasSize(1);
    assertThat(made.getFirst().id().value()).isEqualTo(answer.evalId());
    return made.getFirst();
  }

  @Test
  void countsFollowAllocations() {
    Deployment deployment = running();
    assertThat(rollout.state(deployment).requireProgressBy()).isNull();
    List<Allocation> placed = rollout.place(deployment, "g", 2, false);
    assertThat(rollout.state(deployment).placedAllocs()).isEqualTo(2);
    assertThat(rollout.state(deployment).requireProgressBy())
        .isEqualTo(rollout.cluster.instant().plus(Rollout.PROGRESS));
    rollout.healthy(placed.get(0));
    rollout.fails(placed.get(1));
    assertThat(rollout.state(deployment).healthyAllocs()).isEqualTo(1);
    assertThat(rollout.state(deployment).unhealthyAllocs()).isEqualTo(1);
    rollout.unhealthy(placed.get(0));
    assertThat(rollout.state(deployment).healthyAllocs()).isZero();
    assertThat(rollout.state(deployment).unhealthyAllocs()).isEqualTo(2);
  }

  @Test
  void onlyHealthIsProgressNotAReplacement() {
    Deployment deployment = running();
    Allocation first = rollout.place(deployment, "g", 1, false).getFirst();
    var due = rollout.state(deployment).requireProgressBy();
    rollout.cluster.moveTo(rollout.cluster.instant().plusSeconds(60));
    rollout.fails(first);
    Allocation second = rollout.place(deployment, "g", 1, false).getFirst();
    assertThat(rollout.state(deployment).requireProgressBy()).isEqualTo(due);
    rollout.healthy(second);
    assertThat(rollout.state(deployment).requireProgressBy()).isEqualTo(due.plusSeconds(60));
  }

  @Test
  void whatFailsBeforeItIsJudgedIsUnhealthyAtNoTime() {
    Deployment deployment = running();
    Allocation allocation = rollout.place(deployment, "g", 1, false).getFirst();
    rollout.fails(allocation);
    var status = rollout.current(allocation).deploymentStatus();
    assertThat(status.healthy()).isFalse();
    assertThat(status.timestamp()).isNull();
    assertThat(status.modifyIndex()).isEqualTo(rollout.now().index());
    // The job's policy lets it be replaced, so that it is evaluated.
    assertThat(rollout.cluster.evaluations(Rollout.job("1")).getLast().triggeredBy())
        .isEqualTo(EvalTrigger.ALLOC_FAILURE);
  }

  @Test
  void aHealthyAllocationThatFailsLaterIsUnhealthyOnlyIfTheNodeSaysSo() {
    Deployment deployment = running();
    Allocation allocation = rollout.place(deployment, "g", 1, false).getFirst();
    rollout.healthy(allocation);
    rollout.fails(allocation);
    assertThat(rollout.current(allocation).deploymentStatus().healthy()).isTrue();
    assertThat(rollout.state(deployment).unhealthyAllocs()).isZero();
  }

  @Test
  void noEvaluationFollowsAFailureThatMayNotBeReplaced() {
    JobSpec job =
        io.drover.schedule.Fixtures.changed(
            Rollout.job("1"), g -> g.withReschedulePolicy(Rollout.reschedule(0, false)));
    Deployment deployment = rollout.begin(job, Map.of("g", Rollout.group()));
    Allocation allocation = rollout.place(deployment, "g", 1, false).getFirst();
    int before = rollout.cluster.evaluations(job).size();
    rollout.fails(allocation);
    assertThat(rollout.cluster.evaluations(job)).hasSize(before);
  }

  @Test
  void aNodeDoesNotDecideWhatIsACanary() {
    Deployment deployment = rollout.begin(Rollout.job("1"), Map.of("g", CANARIES));
    Allocation canary = rollout.place(deployment, "g", 1, true).getFirst();
    rollout.healthy(canary);
    assertThat(rollout.current(canary).deploymentStatus().canary()).isTrue();
    Allocation other = rollout.place(deployment, "g", 1, false).getFirst();
    rollout.report(
        other, ClientStatus.RUNNING, new AllocDeploymentStatus(true, Instant.EPOCH, true, 0));
    assertThat(rollout.current(other).deploymentStatus().canary()).isFalse();
    assertThat(rollout.state(deployment).placedCanaries()).containsExactly(canary.id());
  }

  @Test
  void successMakesTheVersionStable() {
    rollout.stable(Rollout.job("1"));
    assertThat(rollout.job().stable()).isTrue();
  }

  @Test
  void howADeploymentEndedFirstIsHowItEnded() {
    Deployment deployment = running();
    rollout.run(new FailDeployment(deployment.id()));
    rollout.cluster.apply(
        List.of(
            new DeploymentStatusChanged(
                new DeploymentChange(deployment.id(), DeploymentStatus.SUCCESSFUL, "late"), 1)));
    assertThat(rollout.deployment(deployment).status()).isEqualTo(DeploymentStatus.FAILED);
    assertThat(rollout.job().stable()).isFalse();
  }

  @Test
  void aUserFailsADeployment() {
    Deployment deployment = running();
    DeploymentAnswer answer = rollout.run(new FailDeployment(deployment.id()));
    Deployment failed = rollout.deployment(deployment);
    assertThat(failed.status()).isEqualTo(DeploymentStatus.FAILED);
    assertThat(failed.statusDescription()).isEqualTo("Deployment marked as failed");
    assertThat(answer.revertedJobVersion()).isNull();
    assertThat(answer.deploymentModifyIndex()).isEqualTo(failed.modifyIndex());
    Evaluation evaluation = only(answer);
    assertThat(evaluation.deploymentId()).isEqualTo(deployment.id());
    assertThat(evaluation.priority()).isEqualTo(55);
    assertThat(evaluation.createIndex()).isEqualTo(answer.evalCreateIndex());
  }

  @Test
  void aFailedDeploymentGoesBackToTheStableVersion() {
    rollout.stable(Rollout.job("1"));
    String good = rollout.job().digest().hex();
    Deployment deployment = reverting("2");
    DeploymentAnswer answer = rollout.run(new FailDeployment(deployment.id()));
    assertThat(rollout.deployment(deployment).statusDescription())
        .isEqualTo("Deployment marked as failed - rolling back to job version 0");
    assertThat(answer.revertedJobVersion()).isZero();
    assertThat(rollout.job().version()).isEqualTo(2);
    assertThat(rollout.job().digest().hex()).isEqualTo(good);
    assertThat(only(answer).triggeredBy()).isEqualTo(EvalTrigger.DEPLOYMENT_WATCHER);
    assertThat(rollout.cluster.evaluations(Rollout.job("1")).getLast().id().value())
        .isEqualTo(answer.evalId());
  }

  @Test
  void thereMayBeNothingToGoBackTo() {
    Deployment deployment = reverting("1");
    DeploymentAnswer answer = rollout.run(new FailDeployment(deployment.id()));
    assertThat(rollout.deployment(deployment).statusDescription())
        .isEqualTo("Deployment marked as failed - no stable job version to auto revert to");
    assertThat(answer.revertedJobVersion()).isNull();
    assertThat(rollout.job().version()).isZero();
  }

  @Test
  void goingBackInCirclesIsRefused() {
    rollout.stable(Rollout.job("1"));
    rollout.register(Rollout.job("2"));
    Deployment deployment = reverting("1");
    rollout.run(new FailDeployment(deployment.id()));
    assertThat(rollout.deployment(deployment).statusDescription())
        .isEqualTo(
            "Deployment marked as failed - not rolling back to stable job version 0 as current job"
                + " has same specification");
    assertThat(rollout.job().version()).isEqualTo(2);
  }

  @Test
  void aJobThatWasChangedMeanwhileIsNotSetBack() {
    rollout.stable(Rollout.job("1"));
    Deployment deployment = reverting("2");
    rollout.register(Rollout.job("3"));
    rollout.run(new FailDeployment(deployment.id()));
    assertThat(rollout.deployment(deployment).statusDescription())
        .isEqualTo("Deployment marked as failed");
    assertThat(rollout.job().version()).isEqualTo(2);
  }

  @Test
  void pausingEvaluatesNothingAndResumingDoes() {
    Deployment deployment = running();
    DeploymentAnswer paused = rollout.run(new PauseDeployment(deployment.id(), true));
    assertThat(paused.evalId()).isEmpty();
    assertThat(paused.evalCreateIndex()).isZero();
    assertThat(rollout.deployment(deployment).status()).isEqualTo(DeploymentStatus.PAUSED);
    assertThat(rollout.deployment(deployment).statusDescription())
        .isEqualTo("Deployment is paused");
    DeploymentAnswer resumed = rollout.run(new PauseDeployment(deployment.id(), false));
    only(resumed);
    assertThat(rollout.deployment(deployment).statusDescription())
        .isEqualTo("Deployment is running");
  }

  @Test
  void canariesArePromotedOnceAllAreHealthy() {
    Deployment deployment = rollout.begin(Rollout.job("1"), Map.of("g", CANARIES));
    List<Allocation> canaries = rollout.place(deployment, "g", 2, true);
    rollout.healthy(canaries.get(0));
    PromoteDeployment promote = new PromoteDeployment(deployment.id(), true, List.of());
    assertThatThrownBy(() -> rollout.run(promote))
        .hasMessage("500 1 error occurred:\n\t* Task group \"g\" has 1/2 healthy allocations\n\n");
    rollout.healthy(canaries.get(1));
    rollout.cluster.moveTo(rollout.cluster.instant().plus(Duration.ofMinutes(3)));
    only(rollout.run(promote));
    assertThat(rollout.state(deployment).promoted()).isTrue();
    assertThat(rollout.state(deployment).requireProgressBy())
        .isEqualTo(rollout.cluster.instant().plus(Rollout.PROGRESS));
    assertThat(rollout.deployment(deployment).statusDescription())
        .isEqualTo("Deployment is running");
    for (Allocation canary : canaries) {
      assertThat(rollout.current(canary).deploymentStatus().canary()).isFalse();
      assertThat(rollout.current(canary).allocModifyIndex()).isEqualTo(rollout.now().index());
    }
  }

  @Test
  void aStoppedCanaryDoesNotCount() {
    Deployment deployment = rollout.begin(Rollout.job("1"), Map.of("g", CANARIES));
    List<Allocation> canaries = rollout.place(deployment, "g", 2, true);
    canaries.forEach(rollout::healthy);
    rollout.cluster.apply(
        List.of(
            new PlanApplied(
                List.of(),
                List.of(
                    new AllocationStop(
                        canaries.getFirst().id(), DesiredStatus.STOP, "", null, null, null)),
                1)));
    assertThatThrownBy(() -> rollout.run(new PromoteDeployment(deployment.id(), true, List.of())))
        .hasMessageContaining("has 1/2 healthy allocations");
  }

  @Test
  void groupsArePromotedOneByOne() {
    Deployment deployment =
        rollout.begin(
            Rollout.job("1"),
            Map.of("g", CANARIES.withDesiredCanaries(1), "h", CANARIES.withDesiredCanaries(1)));
    rollout.healthy(rollout.place(deployment, "g", 1, true).getFirst());
    rollout.run(new PromoteDeployment(deployment.id(), false, List.of("g", "unknown")));
    Deployment current = rollout.deployment(deployment);
    assertThat(current.taskGroups().get("g").promoted()).isTrue();
    assertThat(current.taskGroups().get("h").promoted()).isFalse();
    assertThatThrownBy(() -> rollout.run(new PromoteDeployment(deployment.id(), true, List.of())))
        .hasMessageContaining("Task group \"h\" has 0/1 healthy allocations");
    assertThat(rollout.deployment(deployment).taskGroups().get("h").promoted()).isFalse();
  }

  @Test
  void promotingNothingEvaluatesTheJobAllTheSame() {
    Deployment deployment = rollout.begin(Rollout.job("1"), Map.of("g", CANARIES));
    DeploymentAnswer answer = rollout.run(new PromoteDeployment(deployment.id(), false, List.of()));
    only(answer);
    assertThat(rollout.state(deployment).promoted()).isFalse();
    assertThat(rollout.deployment(deployment).modifyIndex())
        .isEqualTo(answer.deploymentModifyIndex());
  }

  @Test
  void aDeploymentOfOneRegionIsNeverBlocked() {
    Deployment deployment = running();
    long before = rollout.now().index();
    assertThat(rollout.run(new UnblockDeployment(deployment.id())))
        .isEqualTo(new DeploymentAnswer("", 0, 0, null, 0));
    assertThat(rollout.now().index()).isEqualTo(before);
  }

  @Test
  void aUserSaysThatAllocationsAreHealthy() {
    Deployment deployment = running();
    Allocation allocation = rollout.place(deployment, "g", 2, false).getFirst();
    only(
        rollout.run(new SetAllocationHealth(deployment.id(), List.of(allocation.id()), List.of())));
    assertThat(rollout.state(deployment).healthyAllocs()).isEqualTo(1);
    var status = rollout.current(allocation).deploymentStatus();
    assertThat(status.healthy()).isTrue();
    assertThat(status.timestamp()).isEqualTo(rollout.cluster.instant());
    assertThat(rollout.deployment(deployment).status()).isEqualTo(DeploymentStatus.RUNNING);
  }

  @Test
  void aUserSaysThatAnAllocationIsUnhealthy() {
    rollout.stable(Rollout.job("1"));
    Deployment deployment = reverting("2");
    Allocation allocation = rollout.place(deployment, "g", 2, false).getFirst();
    DeploymentAnswer answer =
        rollout.run(new SetAllocationHealth(deployment.id(), List.of(), List.of(allocation.id())));
    only(answer);
    assertThat(rollout.state(deployment).unhealthyAllocs()).isEqualTo(1);
    assertThat(answer.revertedJobVersion()).isZero();
    assertThat(rollout.deployment(deployment).statusDescription())
        .isEqualTo("Failed due to unhealthy allocations - rolling back to job version 0");
  }

  @Test
  void healthIsSaidOfTheDeploymentsOwnAllocationsOnly() {
    Deployment before = running();
    Allocation other = rollout.place(before, "g", 1, false).getFirst();
    Deployment deployment = rollout.begin(Rollout.job("2"), Map.of("g", Rollout.group()));
    assertThatThrownBy(
            () ->
                rollout.run(
                    new SetAllocationHealth(deployment.id(), List.of(other.id()), List.of())))
        .hasMessage(
            "500 alloc \"%s\" is not part of deployment \"%s\""
                .formatted(other.id(), deployment.id()));
    AllocId unknown = new AllocId("00000000-0000-0000-0000-000000000000");
    assertThatThrownBy(
            () ->
                rollout.run(new SetAllocationHealth(deployment.id(), List.of(), List.of(unknown))))
        .hasMessage("500 unknown alloc \"00000000-0000-0000-0000-000000000000\"");
    assertThatThrownBy(
            () -> rollout.run(new SetAllocationHealth(deployment.id(), List.of(), List.of())))
        .hasMessage("500 must specify at least one healthy/unhealthy allocation ID");
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> refused() {
    AllocId any = new AllocId("00000000-0000-0000-0000-000000000000");
    return Stream.<Refused>of(
            new Refused("can't fail terminal deployment", FailDeployment::new),
            new Refused("can't pause terminal deployment", id -> new PauseDeployment(id, true)),
            new Refused("can't resume terminal deployment", id -> new PauseDeployment(id, false)),
            new Refused(
                "can't promote terminal deployment",
                id -> new PromoteDeployment(id, true, List.of())),
            new Refused("can't unblock terminal deployment", UnblockDeployment::new),
            new Refused(
                "can't set health of allocations for a terminal deployment",
                id -> new SetAllocationHealth(id, List.of(any), List.of())))
        .map(r -> org.junit.jupiter.params.provider.Arguments.of(r.text(), r.command()));
  }

  interface Making {
    io.drover.command.Command<DeploymentAnswer> of(String deployment);
  }

  record Refused(String text, Making command) {}

  @ParameterizedTest
  @MethodSource("refused")
  void whatHasEndedStaysAsItIs(String text, Making command) {
    Deployment deployment = running();
    rollout.run(new FailDeployment(deployment.id()));
    long before = rollout.now().index();
    assertThatThrownBy(() -> rollout.run(command.of(deployment.id()))).hasMessage("500 " + text);
    assertThatThrownBy(() -> rollout.run(command.of("unknown")))
        .hasMessage("500 deployment not found");
    assertThat(rollout.now().index()).isEqualTo(before);
  }

  @Test
  void theNewestOfSeveralStableVersionsIsGoneBackTo() {
    rollout.stable(Rollout.job("1"));
    rollout.stable(Rollout.job("2"));
    rollout.register(Rollout.job("3"));
    Deployment deployment = reverting("4");
    rollout.run(new StabilizeJob(rollout.key, 1, false));
    rollout.run(new StabilizeJob(rollout.key, 2, true));
    rollout.run(new FailDeployment(deployment.id()));
    assertThat(rollout.deployment(deployment).statusDescription())
        .endsWith("rolling back to job version 2");
  }
}
