package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever happens to a job that is deployed with canaries, it can always be deployed in the end.
 */
class CourseProperties {
  private static final List<String> STEPS =
      List.of(
          "eval",
          "eval",
          "eval",
          "start",
          "start",
          "healthy",
          "healthy 0",
          "unhealthy 1",
          "fail 0",
          "fail 2",
          "complete 1",
          "allow 0",
          "allow 2",
          "force 0",
          "migrate 1",
          "migrate 0",
          "promote",
          "deployment paused",
          "deployment running",
          "deployment failed",
          "ended",
          "back",
          "backfailed",
          "wait 30s",
          "wait 61s",
          "edit env=1",
          "edit env=2",
          "edit priority=60",
          "edit priority=70",
          "edit count=2",
          "edit count=4",
          "edit canary=0",
          "edit canary=2",
          "edit parallel=1",
          "down n0",
          "down n1",
          "disconnected n0",
          "disconnected n2",
          "ready n0",
          "ready n1",
          "ready n2",
          "drain n3",
          "purgenode n4",
          "node n4");

  @Property(tries = 150)
  void everyHistoryCanEndInASuccessfulDeployment(
      @ForAll @IntRange(min = 1, max = 40) int steps, @ForAll Random random) {
    Course course =
        new Course(
            "count=3 parallel=2 canary=1 disconnect=60s reschedule=unlimited/0s/5s/constant/0s",
            14);
    course.steps("run");
    for (int i = 0; i < steps; i++) {
      course.steps(STEPS.get(random.nextInt(STEPS.size())));
      everyPlanIsWholeAndNoNameRunsTooOften(course);
    }
    course.steps("ready n0; ready n1; ready n2; edit count=3 env=last");
    for (int i = 0; i < 12; i++) {
      course.steps("back; ended; start; healthy; promote; deployment running; eval; wait 61s");
    }

    assertThat(course.cluster.running(course.job())).hasSize(3);
    long version = course.cluster.snapshot().job(course.job().key()).version();
    assertThat(course.cluster.running(course.job()))
        .allMatch(a -> a.jobRef().version() == version)
        .allMatch(a -> a.clientStatus() == ClientStatus.RUNNING);
    assertThat(course.deployment()).as(course.live()).startsWith(version + " successful");
    int plans = course.harness.plans.size();
    course.steps("eval");
    assertThat(course.harness.plans).as("nothing is left to do").hasSize(plans);
  }

  private static void everyPlanIsWholeAndNoNameRunsTooOften(Course course) {
    assertThat(course.harness.results).allMatch(PlanResult::whole);
    Set<String> ofOneVersion = new HashSet<>();
    for (Allocation allocation : course.cluster.running(course.job())) {
      boolean knownToRun = allocation.clientStatus() != ClientStatus.UNKNOWN;
      String name = allocation.name() + "@" + allocation.jobRef().version();
      if (knownToRun && allocation.nextAllocation() == null) {
        ofOneVersion.add(name);
      }
    }
    assertThat(ofOneVersion.size()).isLessThanOrEqualTo(4 + 4 + 2);
  }

  @Property(tries = 60)
  void theSameStateLeadsToTheSamePlan(
      @ForAll @IntRange(min = 1, max = 25) int steps, @ForAll Random random) {
    Course course = new Course("count=3 parallel=1 canary=1 disconnect=60s", 10).steps("run");
    for (int i = 0; i < steps; i++) {
      course.steps(STEPS.get(random.nextInt(STEPS.size())));
    }
    course.steps("reject; register env=last");
    int before = course.harness.plans.size();
    var evaluation = course.cluster.evaluations(course.job()).getLast();
    State state = course.cluster.state();
    Schedulers.of(evaluation, state, course.harness).process(evaluation);

    List<Plan> plans = course.harness.plans.subList(before, course.harness.plans.size());
    assertThat(plans).hasSize(5).allMatch(plans.getFirst()::equals);
  }
}
