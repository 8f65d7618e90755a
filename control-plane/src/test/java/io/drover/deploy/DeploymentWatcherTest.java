package io.drover.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.command.Command;
import io.drover.command.Commands;
import io.drover.command.PauseDeployment;
import io.drover.command.PromoteDeployment;
import io.drover.command.Unavailable;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentState;
import io.drover.contract.model.DeploymentStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.RescheduleEvent;
import io.drover.contract.model.ReschedulePolicy;
import io.drover.contract.model.RescheduleTracker;
import io.drover.evaluate.VirtualTimers;
import io.drover.event.JobPurged;
import io.drover.event.PlanApplied;
import io.drover.schedule.Fixtures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Deployments on a virtual clock: what the leader does by itself, and what it leaves to others. */
class DeploymentWatcherTest {

  private static final DeploymentState GROUP = Rollout.group();
  private static final DeploymentState CANARY = GROUP.withDesiredCanaries(1);

  private final Rollout rollout = new Rollout();
  private final VirtualTimers timers = new VirtualTimers(rollout.cluster);
  private boolean unavailable;
  private DeploymentWatcher watcher = watcher();

  private DeploymentWatcher watcher() {
    Commands commands =
        new Commands() {
          @Override
          public <R> CompletionStage<R> submit(Command<R> command) {
            return unavailable
                ? CompletableFuture.failedFuture(new Unavailable("no leader", null))
                : rollout.cluster.submit(command);
          }
        };
    DeploymentWatcher made =
        new DeploymentWatcher(
            new DeploymentWatcher.Ports(
                commands, rollout.cluster.store, rollout.cluster, timers, timers, Runnable::run));
    rollout.cluster.store.listen(made);
    made.start(rollout.now());
    return made;
  }

  private Deployment begin(String version, DeploymentState group) {
    return rollout.begin(Rollout.job(version), Map.of("g", group));
  }

  private Deployment begin(ReschedulePolicy policy, DeploymentState group) {
    JobSpec job = Fixtures.changed(Rollout.job("1"), g -> g.withReschedulePolicy(policy));
    return rollout.begin(job, Map.of("g", group));
  }

  private void pass(Duration time) {
    timers.pass(time);
  }

  private String ended(Deployment deployment) {
    Deployment now = rollout.deployment(deployment);
    return now.active() ? "" : now.status().word() + ": " + now.statusDescription();
  }

  @Test
  void healthWithinASecondIsOneEvaluation() {
    Deployment deployment = begin("1", GROUP);
    List<Allocation> placed = rollout.place(deployment, "g", 2, false);
    rollout.healthy(placed.get(0));
    pass(Duration.ofMillis(700));
    rollout.healthy(placed.get(1));
    assertThat(rollout.watcherEvaluations()).isEmpty();
    pass(Duration.ofMillis(300));
    Evaluation evaluation = rollout.watcherEvaluations().getFirst();
    assertThat(evaluation.deploymentId()).isEqualTo(deployment.id());
    assertThat(evaluation.priority()).isEqualTo(55);
    assertThat(evaluation.type()).isEqualTo(rollout.job().type());
    pass(Duration.ofSeconds(10));
    assertThat(rollout.watcherEvaluations()).hasSize(1);
  }

  @Test
  void healthThatAnEvaluationHasSeenNeedsNone() {
    Deployment deployment = begin("1", GROUP);
    List<Allocation> placed = rollout.place(deployment, "g", 2, false);
    rollout.healthy(placed.get(0));
    pass(DeploymentWatcher.WINDOW);
    rollout.evaluated();
    assertThat(rollout.watcherEvaluations()).hasSize(1);
    rollout.run(new PauseDeployment(deployment.id(), true)); // A change without any health.
    pass(Duration.ofSeconds(10));
    assertThat(rollout.watcherEvaluations()).hasSize(1);
    rollout.healthy(placed.get(1));
    pass(DeploymentWatcher.WINDOW);
    assertThat(rollout.watcherEvaluations()).hasSize(2);
  }

  @Test
  void anUnhealthyAllocationMayBeReplaced() {
    Deployment deployment = begin("1", GROUP);
    Allocation allocation = rollout.place(deployment, "g", 2, false).getFirst();
    rollout.fails(allocation);
    assertThat(rollout.current(allocation).desiredTransition().reschedule()).isNull();
    pass(DeploymentWatcher.WINDOW);
    assertThat(rollout.current(allocation).desiredTransition().reschedule()).isTrue();
    assertThat(rollout.watcherEvaluations()).hasSize(1);
    pass(Duration.ofSeconds(10));
    assertThat(rollout.watcherEvaluations()).hasSize(1);
    assertThat(ended(deployment)).isEmpty();
  }

  @Test
  void withoutAProgressDeadlineTheFirstUnhealthyAllocationFailsTheDeployment() {
    Deployment deployment = begin("1", GROUP.withProgressDeadline(Duration.ZERO));
    rollout.unhealthy(rollout.place(deployment, "g", 2, false).getFirst());
    assertThat(ended(deployment)).isEqualTo("failed: Failed due to unhealthy allocations");
    assertThat(rollout.watcherEvaluations()).hasSize(1);
    assertThat(watcher.watched()).isZero();
    assertThat(timers.pending()).isZero();
  }

  @Test
  void anAllocationThatMayNotBeReplacedFailsTheDeployment() {
    Deployment deployment = begin(Rollout.reschedule(0, false), GROUP);
    rollout.fails(rollout.place(deployment, "g", 2, false).getFirst());
    assertThat(ended(deployment)).isEqualTo("failed: Failed due to unhealthy allocations");
  }

  @Test
  void theLastAttemptToReplaceIsTheLastChance() {
    Deployment deployment = begin(Rollout.reschedule(1, false), GROUP);
    Allocation first = rollout.place(deployment, "g", 1, false).getFirst();
    rollout.fails(first);
    pass(DeploymentWatcher.WINDOW);
    assertThat(ended(deployment)).isEmpty();
    Allocation second = rollout.place(deployment, "g", 1, false).getFirst();
    RescheduleEvent attempt =
        new RescheduleEvent(
            rollout.cluster.nanos(), first.id(), first.nodeId(), Duration.ofSeconds(30));
    rollout.cluster.apply(
        List.of(
            new PlanApplied(
                List.of(
                    rollout
                        .current(second)
                        .withRescheduleTracker(new RescheduleTracker(List.of(attempt)))),
                List.of(),
                rollout.cluster.nanos())));
    rollout.fails(second);
    assertThat(ended(deployment)).isEqualTo("failed: Failed due to unhealthy allocations");
  }

  @Test
  void aFailedVersionIsRolledBack() {
    rollout.stable(Rollout.job("1"));
    Deployment deployment =
        begin("2", GROUP.withAutoRevert(true).withProgressDeadline(Duration.ZERO));
    rollout.fails(rollout.place(deployment, "g", 1, false).getFirst());
    assertThat(ended(deployment))
        .isEqualTo("failed: Failed due to unhealthy allocations - rolling back to job version 0");
    assertThat(rollout.job().version()).isEqualTo(2);
    assertThat(rollout.job().digest()).isEqualTo(rollout.now().version(rollout.key, 0).digest());
    assertThat(rollout.watcherEvaluations()).hasSize(1);
  }

  @Test
  void onlyTheGroupThatFailedDecidesWhetherTheJobIsRolledBack() {
    rollout.stable(Rollout.job("1"));
    Deployment deployment =
        rollout.begin(
            Rollout.job("2"),
            Map.of(
                "g", GROUP.withProgressDeadline(Duration.ZERO), "h", GROUP.withAutoRevert(true)));
    rollout.fails(rollout.place(deployment, "g", 1, false).getFirst());
    assertThat(ended(deployment)).isEqualTo("failed: Failed due to unhealthy allocations");
    assertThat(rollout.job().version()).isEqualTo(1);
  }

  @Test
  void whatMakesNoProgressInTimeFails() {
    Deployment deployment = begin("1", GROUP);
    List<Allocation> placed = rollout.place(deployment, "g", 2, false);
    pass(Rollout.PROGRESS.minusSeconds(60));
    rollout.healthy(placed.get(0));
    pass(Rollout.PROGRESS.minusSeconds(1)); // One healthy allocation was progress.
    assertThat(ended(deployment)).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(ended(deployment)).isEqualTo("failed: Failed due to progress deadline");
  }

  @Test
  void aVersionThatIsLateIsRolledBack() {
    rollout.stable(Rollout.job("1"));
    Deployment deployment = begin("2", GROUP.withAutoRevert(true));
    rollout.place(deployment, "g", 2, false);
    pass(Rollout.PROGRESS);
    assertThat(ended(deployment))
        .isEqualTo("failed: Failed due to progress deadline - rolling back to job version 0");
  }

  @Test
  void replacementsDoNotMoveTheDeadline() {
    Deployment deployment = begin("1", GROUP);
    Allocation first = rollout.place(deployment, "g", 1, false).getFirst();
    pass(Duration.ofMinutes(6));
    rollout.fails(first);
    rollout.place(deployment, "g", 1, false);
    pass(Duration.ofMinutes(4));
    assertThat(ended(deployment)).isEqualTo("failed: Failed due to progress deadline");
  }

  @Test
  void nothingIsDueBeforeTheFirstPlacement() {
    Deployment deployment = begin("1", GROUP);
    pass(Duration.ofDays(2));
    assertThat(ended(deployment)).isEmpty();
    assertThat(timers.pending()).isZero();
  }

  @Test
  void aGroupThatIsDoneHasNoDeadline() {
    Deployment deployment =
        rollout.begin(Rollout.job("1"), Map.of("g", GROUP, "h", GROUP.withDesiredTotal(1)));
    rollout.place(deployment, "g", 2, false).forEach(rollout::healthy);
    pass(Duration.ofDays(1)); // The other group was not placed yet.
    assertThat(ended(deployment)).isEmpty();
    rollout.place(deployment, "h", 1, false);
    pass(Rollout.PROGRESS);
    assertThat(ended(deployment)).isEqualTo("failed: Failed due to progress deadline");
  }

  @Test
  void aDeploymentThatOnlyWaitsToBePromotedIsNotLate() {
    Deployment deployment = begin("1", CANARY);
    rollout.healthy(rollout.place(deployment, "g", 1, true).getFirst());
    pass(Duration.ofDays(1));
    assertThat(ended(deployment)).isEmpty();
    rollout.run(new PromoteDeployment(deployment.id(), true, List.of()));
    pass(Rollout.PROGRESS.minusSeconds(1)); // From now on it counts again.
    assertThat(ended(deployment)).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(ended(deployment)).isEqualTo("failed: Failed due to progress deadline");
  }

  @Test
  void aCanaryThatNeverGetsHealthyIsLate() {
    Deployment deployment = begin("1", CANARY);
    rollout.place(deployment, "g", 1, true);
    pass(Rollout.PROGRESS);
    assertThat(ended(deployment)).isEqualTo("failed: Failed due to progress deadline");
  }

  @Test
  void pausingDoesNotStopTheClock() {
    Deployment deployment = begin("1", GROUP);
    rollout.place(deployment, "g", 1, false);
    rollout.run(new PauseDeployment(deployment.id(), true));
    pass(Rollout.PROGRESS);
    assertThat(ended(deployment)).isEqualTo("failed: Failed due to progress deadline");
  }

  @Test
  void canariesArePromotedByThemselves() {
    Deployment deployment = begin("1", CANARY.withAutoPromote(true).withDesiredCanaries(2));
    List<Allocation> canaries = rollout.place(deployment, "g", 2, true);
    rollout.healthy(canaries.get(0));
    assertThat(rollout.state(deployment).promoted()).isFalse();
    rollout.healthy(canaries.get(1));
    assertThat(rollout.state(deployment).promoted()).isTrue();
    assertThat(rollout.current(canaries.get(1)).deploymentStatus().canary()).isFalse();
    assertThat(rollout.watcherEvaluations()).hasSize(1);
    pass(Duration.ofSeconds(10));
    assertThat(rollout.watcherEvaluations()).hasSize(1);
  }

  @Test
  void allGroupsArePromotedByThemselvesOrNone() {
    Deployment deployment =
        rollout.begin(
            Rollout.job("1"),
            Map.of("g", CANARY.withAutoPromote(true), "h", CANARY, "plain", GROUP));
    rollout.healthy(rollout.place(deployment, "g", 1, true).getFirst());
    rollout.healthy(rollout.place(deployment, "h", 1, true).getFirst());
    assertThat(rollout.state(deployment).promoted()).isFalse();
  }

  @Test
  void aGroupWithoutCanariesDoesNotHoldUpThePromotion() {
    Deployment deployment =
        rollout.begin(Rollout.job("1"), Map.of("g", CANARY.withAutoPromote(true), "plain", GROUP));
    rollout.healthy(rollout.place(deployment, "g", 1, true).getFirst());
    assertThat(rollout.state(deployment).promoted()).isTrue();
  }

  @Test
  void aPausedDeploymentIsNotPromoted() {
    Deployment deployment = begin("1", CANARY.withAutoPromote(true));
    Allocation canary = rollout.place(deployment, "g", 1, true).getFirst();
    rollout.run(new PauseDeployment(deployment.id(), true));
    rollout.healthy(canary);
    assertThat(rollout.state(deployment).promoted()).isFalse();
    rollout.run(new PauseDeployment(deployment.id(), false));
    assertThat(rollout.state(deployment).promoted()).isTrue();
  }

  @Test
  void aReplacedCanaryCountsOnceItIsHealthy() {
    Deployment deployment = begin("1", CANARY.withAutoPromote(true));
    rollout.fails(rollout.place(deployment, "g", 1, true).getFirst());
    pass(DeploymentWatcher.WINDOW);
    rollout.healthy(rollout.place(deployment, "g", 1, true).getFirst());
    assertThat(rollout.state(deployment).promoted()).isTrue();
    assertThat(rollout.state(deployment).placedCanaries()).hasSize(2);
  }

  @Test
  void aNewLeaderGoesOnWhereTheOldOneStopped() {
    Deployment deployment = begin("1", GROUP);
    List<Allocation> placed = rollout.place(deployment, "g", 2, false);
    rollout.healthy(placed.getFirst());
    watcher.stop();
    pass(Duration.ofSeconds(5));
    assertThat(rollout.watcherEvaluations()).isEmpty();
    watcher = watcher();
    pass(DeploymentWatcher.WINDOW);
    assertThat(rollout.watcherEvaluations()).hasSize(1);
    pass(Rollout.PROGRESS);
    assertThat(ended(deployment)).isEqualTo("failed: Failed due to progress deadline");
  }

  @Test
  void aDeadlineThatPassedWithoutALeaderIsSeenByTheNext() {
    Deployment deployment = begin("1", GROUP);
    rollout.place(deployment, "g", 2, false);
    watcher.stop();
    pass(Rollout.PROGRESS.multipliedBy(2));
    assertThat(ended(deployment)).isEmpty();
    watcher = watcher();
    assertThat(ended(deployment)).isEqualTo("failed: Failed due to progress deadline");
  }

  @Test
  void twoLeadersDoNothingTwice() {
    Deployment deployment = begin("1", GROUP);
    Allocation allocation = rollout.place(deployment, "g", 2, false).getFirst();
    DeploymentWatcher other = watcher();
    rollout.fails(allocation);
    pass(Duration.ofSeconds(5));
    assertThat(rollout.watcherEvaluations()).hasSize(1);
    pass(Rollout.PROGRESS);
    assertThat(ended(deployment)).isEqualTo("failed: Failed due to progress deadline");
    assertThat(rollout.watcherEvaluations()).hasSize(2);
    assertThat(other.watched()).isZero();
  }

  @Test
  void whatCouldNotBeWrittenIsTriedAgain() {
    Deployment deployment = begin("1", GROUP.withProgressDeadline(Duration.ZERO));
    Allocation allocation = rollout.place(deployment, "g", 2, false).getFirst();
    unavailable = true;
    rollout.unhealthy(allocation);
    assertThat(ended(deployment)).isEmpty();
    unavailable = false;
    pass(DeploymentWatcher.RETRY);
    assertThat(ended(deployment)).isEqualTo("failed: Failed due to unhealthy allocations");
  }

  @Test
  void aWindowThatCouldNotBeWrittenIsOpenedAgain() {
    Deployment deployment = begin("1", GROUP);
    Allocation allocation = rollout.place(deployment, "g", 2, false).getFirst();
    rollout.healthy(allocation);
    unavailable = true;
    pass(DeploymentWatcher.WINDOW);
    unavailable = false;
    pass(DeploymentWatcher.RETRY.plus(DeploymentWatcher.WINDOW));
    assertThat(rollout.watcherEvaluations()).hasSize(1);
  }

  @Test
  void theDeploymentOfAPurgedJobIsLeftToTheScheduler() {
    Deployment deployment = begin("1", GROUP);
    rollout.place(deployment, "g", 2, false);
    rollout.cluster.apply(List.of(new JobPurged(rollout.key)));
    pass(Rollout.PROGRESS.multipliedBy(2));
    assertThat(rollout.deployment(deployment).status()).isEqualTo(DeploymentStatus.RUNNING);
    assertThat(rollout.now().evaluationsOf(rollout.key))
        .noneMatch(e -> e.triggeredBy() == EvalTrigger.DEPLOYMENT_WATCHER);
  }
}
