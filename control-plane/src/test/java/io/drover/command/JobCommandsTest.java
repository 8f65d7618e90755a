package io.drover.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.ChildrenSummary;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.ParameterizedJobConfig;
import io.drover.contract.model.PeriodicConfig;
import io.drover.contract.model.ScalingPolicy;
import io.drover.event.EvaluationsUpdated;
import io.drover.schedule.Fixtures;
import io.drover.schedule.InMemoryCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Commands that name versions of jobs or derive jobs from others, on a state without a log. */
class JobCommandsTest {

  private static final JobKey JOB = new JobKey("default", "j");

  private final InMemoryCluster cluster = new InMemoryCluster(1);

  private <R> R submit(Command<R> command) {
    return cluster.submit(command).toCompletableFuture().join();
  }

  private void refused(Command<?> command, String text) {
    assertThatThrownBy(() -> submit(command))
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage(text);
  }

  private JobVersion current() {
    return cluster.snapshot().job(JOB);
  }

  private List<Long> kept() {
    return cluster.snapshot().versions(JOB).stream().map(JobVersion::version).toList();
  }

  private static JobSpec job(int priority) {
    return Fixtures.service("j", 2).withPriority(priority);
  }

  private void registerVersions(int count) {
    for (int i = 0; i < count; i++) {
      cluster.register(job(10 + i));
    }
  }

  @Test
  void sixVersionsAreKeptAndTheNewestStableOneAmongThem() {
    registerVersions(3);
    submit(new StabilizeJob(JOB, 1, true));
    registerVersions(9);
    assertThat(kept()).hasSize(6).startsWith(1L).endsWith(current().version());
    long last = current().version();
    assertThat(kept()).containsExactly(1L, last - 4, last - 3, last - 2, last - 1, last);
    assertThat(cluster.snapshot().version(JOB, 1).stable()).isTrue();
  }

  @Test
  void markingAnEarlierVersionLeavesTheCurrentOneInPlace() {
    registerVersions(3);
    JobVersion before = current();
    submit(new StabilizeJob(JOB, 0, true));
    assertThat(current()).isEqualTo(before);
    assertThat(cluster.snapshot().version(JOB, 0).modifyIndex())
        .isEqualTo(cluster.snapshot().index());
    long index = cluster.snapshot().index();
    submit(new StabilizeJob(JOB, 0, true));
    assertThat(cluster.snapshot().index()).isEqualTo(index);
    submit(new StabilizeJob(JOB, 2, true));
    assertThat(current().stable()).isTrue();
  }

  @Test
  void aRevertIsANewVersionWithTheOldDocument() {
    registerVersions(3);
    submit(new RevertJob(JOB, 0, 2L));
    assertThat(current().version()).isEqualTo(3);
    assertThat(current().priority()).isEqualTo(10);
    assertThat(current().digest()).isEqualTo(cluster.snapshot().version(JOB, 0).digest());
    refused(new RevertJob(JOB, 3, null), "can't revert to current version");
    refused(new RevertJob(JOB, 1, 2L), "Current job has version 3; enforcing version 2");
    refused(new RevertJob(new JobKey("default", "x"), 1, null), "job \"x\" not found");
  }

  private static JobSpec scalable() {
    ScalingPolicy policy =
        new ScalingPolicy(
            "id",
            "horizontal",
            Map.of("Namespace", "default", "Job", "j", "Group", "g"),
            Map.of(),
            1,
            4,
            true,
            0,
            0);
    return Fixtures.changed(job(50), group -> group.withScaling(policy));
  }

  private ScaleJob scaling(JobVersion base, Long count) {
    ScaleJob.Request request = new ScaleJob.Request("g", count, "", false, Map.of());
    if (count == null) {
      return new ScaleJob(JOB, request, null);
    }
    Derived derived =
        Derived.scaled(base, cluster.spec(base.digest()), "g", Math.toIntExact(count));
    cluster.keep(derived.spec());
    return new ScaleJob(JOB, request, derived);
  }

  @Test
  void aScalingIsANewVersionAnEvaluationAndAnEvent() {
    cluster.register(scalable());
    ScaleJob.Answer answer = submit(scaling(current(), 3L)).orElseThrow();
    assertThat(answer.jobModifyIndex()).isEqualTo(current().jobModifyIndex());
    assertThat(current().version()).isEqualTo(1);
    assertThat(cluster.spec(current().digest()).group("g").count()).isEqualTo(3);
    assertThat(cluster.snapshot().scaling(JOB).of("g"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.count()).isEqualTo(3);
              assertThat(event.previousCount()).isEqualTo(2);
              assertThat(event.evalId()).isEqualTo(answer.evalId());
            });
    refused(scaling(current(), 5L), "group count was greater than scaling policy maximum: 5 > 4");
  }

  @Test
  void aScalingToTheSameCountWritesNoVersionAndANoteNoEvaluation() {
    cluster.register(scalable());
    ScaleJob.Answer same = submit(scaling(current(), 2L)).orElseThrow();
    assertThat(same.evalId()).isNotEmpty();
    ScaleJob.Answer note = submit(scaling(current(), null)).orElseThrow();
    assertThat(note.evalId()).isEmpty();
    assertThat(kept()).containsExactly(0L);
    assertThat(cluster.snapshot().scaling(JOB).of("g")).hasSize(2);
  }

  @Test
  void aScalingOfAJobThatChangedMeanwhileIsNotDone() {
    cluster.register(scalable());
    ScaleJob late = scaling(current(), 3L);
    cluster.register(job(60));
    assertThat(submit(late)).isEmpty();
    assertThat(current().priority()).isEqualTo(60);
  }

  @Test
  void twentyScalingEventsAreKeptNewestFirst() {
    cluster.register(scalable());
    for (int i = 0; i < 25; i++) {
      submit(new ScaleJob(JOB, new ScaleJob.Request("g", null, "n" + i, false, Map.of()), null));
    }
    assertThat(cluster.snapshot().scaling(JOB).of("g")).hasSize(20);
    assertThat(cluster.snapshot().scaling(JOB).of("g").getFirst().message()).isEqualTo("n24");
  }

  @Test
  void policiesFollowTheirJob() {
    cluster.register(scalable());
    ScalingPolicy first = cluster.snapshot().scalingPoliciesOf(JOB).getFirst();
    cluster.register(scalable().withPriority(70));
    assertThat(cluster.snapshot().scalingPoliciesOf(JOB)).containsExactly(first);
    submit(new DeregisterJob(JOB, false, false, 0));
    assertThat(cluster.snapshot().scalingPolicies().size()).isZero();
    cluster.register(scalable());
    assertThat(cluster.snapshot().scalingPoliciesOf(JOB)).hasSize(1);
    submit(new DeregisterJob(JOB, true, false, 0));
    assertThat(cluster.snapshot().scalingPolicies().size()).isZero();
    assertThat(cluster.snapshot().scaling(JOB)).isNull();
  }

  private static JobSpec parameterized() {
    return Fixtures.job("j", JobType.BATCH, 1)
        .withParameterizedJob(new ParameterizedJobConfig("optional", List.of(), List.of("k")));
  }

  private Optional<DispatchJob.Answer> dispatch(String id, String token) {
    DispatchJob.Request request =
        new DispatchJob.Request(new byte[] {1, 2}, Map.of("k", "v"), token, "");
    JobVersion base = current();
    Derived child = Derived.dispatched(base, cluster.spec(base.digest()), id, request);
    cluster.keep(child.spec());
    return submit(new DispatchJob(JOB, request, child));
  }

  @Test
  void childrenAreCountedByTheirStatus() {
    cluster.register(parameterized());
    DispatchJob.Answer first = dispatch("j/dispatch-1", "").orElseThrow();
    dispatch("j/dispatch-2", "");
    assertThat(children()).isEqualTo(new ChildrenSummary(2, 0, 0));
    Evaluation evaluation =
        cluster.snapshot().evaluation(new io.drover.contract.ids.EvalId(first.evalId()));
    cluster.apply(
        List.of(new EvaluationsUpdated(List.of(evaluation.withStatus(EvalStatus.COMPLETE)))));
    assertThat(children()).isEqualTo(new ChildrenSummary(1, 0, 1));
    submit(new DeregisterJob(new JobKey("default", "j/dispatch-2"), true, false, 0));
    assertThat(children()).isEqualTo(new ChildrenSummary(0, 0, 2));
    submit(new DeregisterJob(JOB, false, false, 0));
    assertThat(cluster.snapshot().job(new JobKey("default", "j/dispatch-1")).stop()).isFalse();
  }

  private ChildrenSummary children() {
    return cluster.snapshot().summary(JOB).children();
  }

  @Test
  void aTokenNamesOneChildAndAnIdOneToo() {
    cluster.register(parameterized());
    assertThat(dispatch("j/dispatch-1", "t")).isPresent();
    DispatchJob.Answer again = dispatch("j/dispatch-2", "t").orElseThrow();
    assertThat(again.dispatchedJobId()).isEqualTo("j/dispatch-1");
    assertThat(again.evalId()).isEmpty();
    assertThat(dispatch("j/dispatch-1", "")).as("another id has to be found").isEmpty();
    assertThat(cluster.snapshot().jobs().size()).isEqualTo(2);
  }

  @Test
  void aDispatchedChildCannotBeRegisteredAsAnOrdinaryJob() {
    cluster.register(parameterized());
    dispatch("j/dispatch-1", "");
    JobSpec child =
        cluster.spec(cluster.snapshot().job(new JobKey("default", "j/dispatch-1")).digest());
    assertThatThrownBy(() -> cluster.register(child.withDispatched(false)))
        .hasRootCauseMessage("field 'Dispatched' is read-only");
  }

  @Test
  void aForcedLaunchMindsNoOverlapAndAnotherDoes() {
    JobSpec periodic =
        Fixtures.job("j", JobType.BATCH, 1)
            .withPeriodic(new PeriodicConfig(true, "0 0 * * *", "cron", true, "UTC"));
    cluster.register(periodic);
    assertThat(launch(100, true).evalId()).isNotEmpty();
    assertThat(launch(200, false).evalId()).isEmpty();
    assertThat(launch(300, true).evalId()).isNotEmpty();
    assertThat(cluster.snapshot().jobsWithPrefix("default", "j/")).hasSize(2);
    submit(new DeregisterJob(JOB, false, false, 0));
    refused(
        launching(400, true),
        "force launch for job \"j\" failed: can't force run non-tracked job \"j\" (default)");
  }

  private LaunchJob.Answer launch(long second, boolean forced) {
    return submit(launching(second, forced)).orElseThrow();
  }

  private LaunchJob launching(long second, boolean forced) {
    JobVersion base = current();
    Derived child = Derived.launched(base, cluster.spec(base.digest()), second);
    cluster.keep(child.spec());
    return new LaunchJob(JOB, second * 1_000_000_000L, forced, child);
  }
}
