package io.drover.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.command.DeregisterJob;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobStatus;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.PeriodicConfig;
import io.drover.documents.InMemoryDocuments;
import io.drover.event.EvaluationsUpdated;
import io.drover.schedule.Fixtures;
import io.drover.schedule.InMemoryCluster;
import io.drover.state.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Launches on a virtual clock that begins with the year 2030. */
class PeriodicLauncherTest {

  private static final long START = Instant.parse("2030-01-01T00:00:00Z").getEpochSecond();

  private final InMemoryCluster cluster = new InMemoryCluster(1);
  private final VirtualTimers timers = new VirtualTimers(cluster);
  private final InMemoryDocuments documents = new InMemoryDocuments();
  private final PeriodicLauncher launcher = launcher();

  private PeriodicLauncher launcher() {
    PeriodicLauncher made =
        new PeriodicLauncher(
            new PeriodicLauncher.Ports(
                cluster, cluster.store, cluster, () -> documents, timers, timers, Runnable::run));
    cluster.store.listen(made);
    return made;
  }

  private static JobSpec job(String id, PeriodicConfig periodic) {
    return Fixtures.job(id, JobType.BATCH, 1).withPeriodic(periodic);
  }

  private static PeriodicConfig each(String spec, boolean prohibitOverlap) {
    return new PeriodicConfig(true, spec, "cron", prohibitOverlap, "UTC");
  }

  private List<String> children(String id) {
    return cluster.snapshot().jobsWithPrefix("default", id + "/").stream()
        .map(JobVersion::id)
        .toList();
  }

  private static String child(String id, long afterSeconds) {
    return id + "/periodic-" + (START + afterSeconds);
  }

  private void complete(String id) {
    Snapshot now = cluster.snapshot();
    for (Evaluation open : now.evaluationsOf(Objects.requireNonNull(job(id)).key())) {
      cluster.apply(List.of(new EvaluationsUpdated(List.of(open.withStatus(EvalStatus.COMPLETE)))));
    }
  }

  private JobVersion job(String id) {
    return cluster.snapshot().job(new io.drover.contract.ids.JobKey("default", id));
  }

  @Test
  void aJobIsLaunchedAtEachOfItsTimes() {
    launcher.start(cluster.snapshot());
    JobSpec spec = job("p", each("*/10 * * * *", false));
    cluster.register(spec);
    timers.pass(Duration.ofMinutes(25));
    assertThat(children("p")).containsExactly(child("p", 600), child("p", 1200));
    JobVersion child = job(child("p", 600));
    assertThat(child.parentId()).isEqualTo("p");
    assertThat(child.periodic()).isFalse();
    Evaluation evaluation = cluster.snapshot().evaluationsOf(child.key()).getFirst();
    assertThat(evaluation.triggeredBy()).isEqualTo(EvalTrigger.PERIODIC_JOB);
    assertThat(job("p").status()).isEqualTo(JobStatus.RUNNING);
    assertThat(cluster.snapshot().summary(spec.key()).children().pending()).isEqualTo(2);
    assertThat(cluster.snapshot().launch(spec.key()).launch())
        .isEqualTo((START + 1200) * 1_000_000_000L);
  }

  @Test
  void anOverlapIsProhibitedAsLongAsAnEarlierChildIsOpen() {
    launcher.start(cluster.snapshot());
    cluster.register(job("p", each("*/10 * * * *", true)));
    timers.pass(Duration.ofMinutes(25));
    assertThat(children("p")).containsExactly(child("p", 600));
    complete(child("p", 600));
    timers.pass(Duration.ofMinutes(10));
    assertThat(children("p")).containsExactly(child("p", 600), child("p", 1800));
  }

  @Test
  void aNewLeaderMakesUpForOneMissedLaunch() {
    launcher.start(cluster.snapshot());
    cluster.register(job("p", each("*/10 * * * *", false)));
    timers.pass(Duration.ofMinutes(11));
    launcher.stop();
    timers.pass(Duration.ofMinutes(44)); // Four launches are missed.
    assertThat(children("p")).containsExactly(child("p", 600));
    PeriodicLauncher next = launcher();
    next.start(cluster.snapshot());
    assertThat(children("p")).containsExactly(child("p", 600), child("p", 3300));
    timers.pass(Duration.ofMinutes(6));
    assertThat(children("p")).containsExactly(child("p", 600), child("p", 3300), child("p", 3600));
  }

  @Test
  void aNewLeaderMakesUpForNothingIfNothingWasMissed() {
    cluster.register(job("p", each("0 12 * * *", false)));
    timers.pass(Duration.ofHours(2));
    launcher.start(cluster.snapshot());
    assertThat(children("p")).isEmpty();
    timers.pass(Duration.ofHours(11));
    assertThat(children("p")).containsExactly(child("p", 12 * 3600));
  }

  @Test
  void whatIsDisabledStoppedOrParameterizedIsNotLaunched() {
    launcher.start(cluster.snapshot());
    cluster.register(job("off", new PeriodicConfig(false, "* * * * *", "cron", false, "UTC")));
    cluster.register(
        job("param", each("* * * * *", false))
            .withParameterizedJob(
                new io.drover.contract.model.ParameterizedJobConfig(
                    "optional", List.of(), List.of())));
    JobSpec stopped = job("stopped", each("* * * * *", false));
    cluster.register(stopped);
    cluster.submit(new DeregisterJob(stopped.key(), false, false, 0));
    assertThat(launcher.tracked()).isZero();
    assertThat(timers.pending()).isZero();
    timers.pass(Duration.ofMinutes(5));
    assertThat(cluster.snapshot().jobs().size()).isEqualTo(3);
    assertThat(cluster.snapshot().launch(stopped.key())).isNull();
  }

  @Test
  void aChangedTimeTableCountsAtOnce() {
    launcher.start(cluster.snapshot());
    cluster.register(job("p", each("0 0 1 1 *", false)));
    cluster.register(job("p", each("* * * * *", false)));
    timers.pass(Duration.ofSeconds(90));
    assertThat(children("p")).containsExactly(child("p", 60));
  }

  @Test
  void aLaunchThatCannotBeWrittenIsTriedAgain() {
    launcher.start(cluster.snapshot());
    cluster.register(job("p", each("0 * * * *", false)));
    documents.refuse(new io.drover.documents.DocumentUnavailableException("no disk"));
    timers.pass(Duration.ofHours(1).plusSeconds(1));
    assertThat(children("p")).isEmpty();
    documents.refuse(null);
    timers.pass(PeriodicLauncher.RETRY);
    assertThat(children("p")).containsExactly(child("p", 3600));
  }
}
