package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.command.SubmitPlan;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentState;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobVersion;
import io.drover.event.EvaluationsUpdated;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deployments in plans that are committed in full, in part, late or not at all. */
class PlanDeploymentTest {

  /** Plans for what the words ask for, lets something happen, hands the plan in. */
  private static PlanResult late(Course course, String edit, String meanwhile) {
    course.steps("reject; register " + edit);
    Evaluation evaluation = course.cluster.evaluations(course.job()).getLast();
    int before = course.harness.plans.size();
    course.harness.process(evaluation);
    Plan plan = course.harness.plans.get(before);
    course.cluster.apply(List.of(new EvaluationsUpdated(List.of(evaluation)))); // Open again.
    course.steps(meanwhile + "; accept");
    return course.cluster.submit(new SubmitPlan(plan)).toCompletableFuture().join();
  }

  private static Deployment latest(Course course) {
    return course.cluster.snapshot().latestDeployment(course.job().key());
  }

  @Test
  void aPlanInPartStillBeginsItsDeployment() {
    Course course = new Course("count=3 parallel=3", 3).steps("run; start; healthy; eval");
    PlanResult result = late(course, "env=2", "down n0");

    assertThat(result.whole()).isFalse();
    assertThat(result.progress()).isTrue();
    DeploymentState group = latest(course).taskGroups().get("g");
    assertThat(latest(course).jobVersion()).isEqualTo(1);
    assertThat(group.desiredTotal()).isEqualTo(3);
    assertThat(group.placedAllocs()).isEqualTo(result.placed().size()).isEqualTo(2);
  }

  @Test
  void canariesThatWereNotPlacedAreNoCanaries() {
    Course course = new Course("count=2 parallel=1 canary=2", 4);
    course.steps("run; start; healthy; eval");
    PlanResult result = late(course, "env=2", "down n0; down n1; down n2; down n3");

    assertThat(result.placed()).isEmpty();
    assertThat(latest(course).taskGroups().get("g").placedCanaries()).isEmpty();
    assertThat(latest(course).taskGroups().get("g").desiredCanaries()).isEqualTo(2);
    assertThat(result.progress()).isTrue(); // The deployment is there.
  }

  @Test
  void whatWasRefusedIsTriedAgainInTheSameDeployment() {
    Course course = new Course("count=3 parallel=3", 4).steps("run; start; healthy; eval");
    late(course, "env=2", "down n0");
    String deployment = latest(course).id();
    course.steps("ended; eval");

    assertThat(latest(course).id()).isEqualTo(deployment);
    assertThat(course.wanted("")).extracting(Allocation::deploymentId).containsOnly(deployment);
    assertThat(course.live()).isEqualTo("0@1 1@1 2@1");
  }

  @Test
  void allOrNothingMeansNoDeploymentEither() {
    Course course = new Course("count=2 parallel=2", 2);
    course.steps("reject; register");
    Evaluation evaluation = course.cluster.evaluations(course.job()).getLast();
    course.harness.process(evaluation);
    Plan given = course.harness.plans.getFirst();
    Plan plan =
        new Plan(
            given.evaluation(),
            given.job(),
            given.priority(),
            true,
            given.snapshotIndex(),
            given.stops(),
            given.placements(),
            given.evaluations(),
            given.deployment(),
            given.deploymentChanges());
    course.cluster.apply(List.of(new EvaluationsUpdated(List.of(evaluation))));
    course.steps("down n0");
    PlanResult result = course.cluster.submit(new SubmitPlan(plan)).toCompletableFuture().join();

    assertThat(result.progress()).isFalse();
    assertThat(course.deployment()).isEqualTo("none");
  }

  @Test
  void aDeploymentThatEndedMeanwhileStaysEnded() {
    Course course = new Course("count=1 parallel=1", 2).steps("run; start; healthy");
    PlanResult result = late(course, "env=2", "deployment failed");

    assertThat(result.whole()).isTrue();
    assertThat(
            course.cluster.snapshot().deploymentsOf(course.job().key()).getLast().status().word())
        .isEqualTo("failed");
  }

  @Test
  void successMakesTheVersionStable() {
    Course course = new Course("count=1 parallel=1", 2).steps("run; start");
    assertThat(version(course).stable()).isFalse();
    course.steps("healthy; eval");

    assertThat(version(course).stable()).isTrue();
  }

  private static JobVersion version(Course course) {
    return course.cluster.snapshot().job(course.job().key());
  }

  @Test
  void theTimeForProgressStartsWithTheFirstPlacementAndMovesWithHealth() {
    Course course = new Course("count=2 parallel=1 deadline=60s", 2).steps("run; start");
    var began = course.cluster.instant();
    assertThat(progressBy(course)).isEqualTo(began.plusSeconds(60));

    course.cluster.moveTo(began.plusSeconds(20));
    course.steps("down 0; eval");
    assertThat(progressBy(course)).isEqualTo(began.plusSeconds(60));
    course.steps("start; healthy 1");
    assertThat(progressBy(course)).isEqualTo(began.plusSeconds(80));
  }

  private static java.time.Instant progressBy(Course course) {
    return latest(course).taskGroups().get("g").requireProgressBy();
  }

  @Test
  void theDeploymentIsOfTheVersionThatBeganIt() {
    Course course = new Course("count=1 parallel=1", 2).steps("run");
    Deployment deployment = latest(course);

    assertThat(deployment.jobCreateIndex()).isEqualTo(version(course).createIndex());
    assertThat(deployment.jobSpecModifyIndex()).isEqualTo(version(course).jobModifyIndex());
    assertThat(deployment.evalPriority()).isEqualTo(50);
    assertThat(deployment.createIndex()).isEqualTo(course.cluster.snapshot().index());
    assertThat(course.cluster.evaluations(course.job()).getLast().deploymentId())
        .isEqualTo(deployment.id());
  }

  @Test
  void anInPlaceUpdateTakesOverTheDeploymentAndForgetsTheHealth() {
    Course course = new Course("count=1 parallel=1", 2).steps("run; start; healthy; eval");
    course.steps("edit priority=60");
    Allocation updated = course.wanted("").getFirst();

    assertThat(updated.deploymentId()).isEqualTo(latest(course).id());
    assertThat(updated.deploymentStatus()).isNull();
    assertThat(updated.clientStatus()).isEqualTo(ClientStatus.RUNNING);
  }

  @Test
  void whatIsCutOffIsNotedOnlyOfWhatStillRuns() {
    Course course =
        new Course("count=1 disconnect=60s", 2).steps("run; start; disconnected 0; reject; eval");
    Plan plan = course.harness.plans.getLast();
    Evaluation evaluation = course.harness.evaluation(course.job(), EvalTrigger.NODE_UPDATE);
    course.steps("ready n0; ready n1; complete");
    Plan again =
        new Plan(
            evaluation.id(),
            plan.job(),
            plan.priority(),
            false,
            plan.snapshotIndex(),
            List.of(),
            plan.placements().stream().filter(a -> a.createIndex() > 0).toList(),
            List.of(),
            null,
            List.of());
    course.cluster.submit(new SubmitPlan(again)).toCompletableFuture().join();

    assertThat(course.cluster.all(course.job()))
        .extracting(Allocation::clientStatus)
        .containsExactly(ClientStatus.COMPLETE);
  }

  @Test
  void followUpsNameWhatTheyFollow() {
    Course course =
        new Course("count=1 reschedule=1/1h/30s/constant/0s", 2).steps("run; start; fail; eval");
    List<Evaluation> all = course.cluster.evaluations(course.job());
    Evaluation followUp = all.stream().filter(e -> e.waitUntil() != null).findFirst().orElseThrow();

    assertThat(all).extracting(Evaluation::id).contains(followUp.previousEval());
    assertThat(followUp.statusDescription()).isEqualTo("created for delayed rescheduling");
    assertThat(course.wanted("").getFirst().followupEvalId()).isEqualTo(followUp.id());
    assertThat(Duration.between(course.cluster.instant(), followUp.waitUntil())).hasSeconds(30);
  }
}
