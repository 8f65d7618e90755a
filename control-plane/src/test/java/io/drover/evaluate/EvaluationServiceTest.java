package io.drover.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.command.Command;
import io.drover.command.Commands;
import io.drover.command.Unavailable;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.PreemptionConfig;
import io.drover.contract.model.ReschedulePolicy;
import io.drover.schedule.Fixtures;
import io.drover.schedule.Harness;
import io.drover.schedule.InMemoryCluster;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From a registered job to its allocations, through broker, worker and plan applier. */
@Timeout(30)
class EvaluationServiceTest {
  private final Harness harness = new Harness(7);
  private final InMemoryCluster cluster = harness.cluster;
  private final VirtualTimers timers = new VirtualTimers(cluster);
  private boolean plansFail;
  private EvaluationService service = service(0);

  private EvaluationService service(int threads) {
    EvaluationService made =
        new EvaluationService(
            new EvaluationService.Ports(
                new FailingCommands(),
                cluster.store,
                cluster,
                timers,
                cluster,
                cluster::nextId,
                new Random(1),
                new PlanRejections.Settings(true, 3, Duration.ofMinutes(5))),
            threads);
    cluster.store.listen(made);
    return made;
  }

  private final class FailingCommands implements Commands {
    @Override
    public <R> CompletionStage<R> submit(Command<R> command) {
      return plansFail && command instanceof PlanQueue.Turn
          ? CompletableFuture.failedFuture(new Unavailable("no quorum"))
          : cluster.submit(command);
    }
  }

  @AfterEach
  void close() {
    service.close();
  }

  private void start() {
    service.start(cluster.snapshot());
  }

  /** Processes what is ready, on this thread. */
  private int work() {
    Worker worker = service.worker();
    int done = 0;
    try {
      while (worker.runOnce(Duration.ZERO)) {
        done++;
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return done;
  }

  private static JobSpec big(String id, int count) {
    return Fixtures.changed(Fixtures.service(id, count), g -> Fixtures.using(g, 3000, 256));
  }

  @Test
  void aRegisteredJobBecomesAllocations() {
    start();
    cluster.add(Fixtures.node("n"));
    JobSpec job = Fixtures.service("web", 3);

    Evaluation evaluation = cluster.register(job);
    assertThat(work()).isEqualTo(1);

    assertThat(cluster.running(job)).hasSize(3);
    assertThat(cluster.evaluation(evaluation).status()).isEqualTo(EvalStatus.COMPLETE);
    assertThat(service.stats()).isEqualTo(new EvaluationBroker.Stats(0, 0, 0, 0, 0));
  }

  @Test
  void batchGoesTheSameWay() {
    start();
    cluster.add(Fixtures.node("n"));
    JobSpec job = Fixtures.job("batch", JobType.BATCH, 3);

    cluster.register(job);
    work();

    assertThat(cluster.running(job)).hasSize(3);
  }

  @Test
  void threadsDoItToo() {
    service.close();
    service = service(2);
    start();
    IntStream.range(0, 5).forEach(i -> cluster.add(Fixtures.node("n" + i)));
    for (int i = 0; i < 20; i++) {
      cluster.register(Fixtures.service("web" + i, 1));
    }

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(cluster.snapshot().evaluations().rows())
                    .extracting(Evaluation::status)
                    .containsOnly(EvalStatus.COMPLETE));

    assertThat(cluster.snapshot().allocations().size()).isEqualTo(20);
  }

  @Test
  void blockedWorkRunsOnceANodeComes() {
    start();
    JobSpec job = big("web", 2);
    cluster.register(job);
    work();
    assertThat(service.blocked()).isEqualTo(1);

    cluster.add(Fixtures.node("first"));
    work();
    assertThat(cluster.running(job)).hasSize(1);
    assertThat(service.blocked()).isEqualTo(1);

    cluster.add(Fixtures.node("second"));
    work();
    assertThat(cluster.running(job)).hasSize(2);
    assertThat(service.blocked()).isZero();
  }

  @Test
  void blockedWorkRunsOnceAnotherAllocationEnds() {
    start();
    cluster.add(Fixtures.node("n"));
    JobSpec first =
        Fixtures.changed(Fixtures.job("one", JobType.BATCH, 1), g -> Fixtures.using(g, 3000, 256));
    JobSpec second = big("two", 1);
    cluster.register(first);
    work();
    cluster.register(second);
    work();
    assertThat(cluster.running(second)).isEmpty();

    cluster.report(cluster.running(first).getFirst(), ClientStatus.COMPLETE);
    work();

    assertThat(cluster.running(second)).hasSize(1);
  }

  @Test
  void blockedWorkRunsOnceANodeIsReadyAgain() {
    var node = Fixtures.node("n");
    cluster.add(node);
    cluster.status(node.id(), NodeStatus.DOWN);
    start();
    JobSpec job = big("web", 1);
    cluster.register(job);
    work();
    assertThat(cluster.running(job)).isEmpty();

    cluster.status(node.id(), NodeStatus.READY);
    work();

    assertThat(cluster.running(job)).hasSize(1);
  }

  @Test
  void aBlockedEvaluationEndsWhenANewVersionFits() {
    start();
    cluster.add(Fixtures.node("n"));
    cluster.register(Fixtures.changed(big("web", 1), g -> Fixtures.using(g, 9000, 256)));
    work();
    assertThat(service.blocked()).isEqualTo(1);

    JobSpec job = Fixtures.service("web", 1);
    Evaluation second = cluster.register(job);
    work();

    assertThat(service.blocked()).isZero();
    assertThat(cluster.evaluations(job))
        .filteredOn(e -> e.triggeredBy() == EvalTrigger.QUEUED_ALLOCS)
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.status()).isEqualTo(EvalStatus.CANCELED);
              assertThat(e.statusDescription())
                  .isEqualTo("evaluation \"" + second.id() + "\" successful");
            });
  }

  @Test
  void ofTwoBlockedEvaluationsOfAJobTheOlderIsCanceled() {
    start();
    cluster.register(big("web", 1));
    work();
    JobSpec job = big("web", 2);
    cluster.register(job);
    work();

    timers.pass(EvaluationService.REAP);

    assertThat(service.blocked()).isEqualTo(1);
    assertThat(cluster.evaluations(job))
        .filteredOn(e -> e.status() == EvalStatus.CANCELED)
        .extracting(Evaluation::statusDescription)
        .containsExactly("existing blocked evaluation exists for job \"web\"");
  }

  @Test
  void evaluationsThatANewerOneMadeNeedlessAreCanceled() {
    start();
    cluster.add(Fixtures.node("n"));
    JobSpec job = Fixtures.service("web", 1);
    for (int i = 0; i < 5; i++) {
      cluster.register(job);
    }

    assertThat(work()).isEqualTo(2); // The first was taken, the newest speaks for the rest.
    timers.pass(EvaluationService.REAP);

    assertThat(cluster.evaluations(job))
        .extracting(Evaluation::status)
        .containsExactlyInAnyOrder(
            EvalStatus.COMPLETE,
            EvalStatus.COMPLETE,
            EvalStatus.CANCELED,
            EvalStatus.CANCELED,
            EvalStatus.CANCELED);
    assertThat(cluster.evaluations(job))
        .filteredOn(e -> e.status() == EvalStatus.CANCELED)
        .extracting(Evaluation::statusDescription)
        .containsOnly("canceled after more recent eval was processed");
  }

  @Test
  void anEvaluationThatFailsThreeTimesComesBackLater() {
    start();
    cluster.add(Fixtures.node("n"));
    JobSpec job = Fixtures.service("web", 1);
    plansFail = true;
    Evaluation evaluation = cluster.register(job);

    assertThat(work()).isEqualTo(1);
    timers.pass(Duration.ofSeconds(1));
    assertThat(work()).isEqualTo(1);
    timers.pass(Duration.ofSeconds(19));
    assertThat(work()).isZero();
    timers.pass(Duration.ofSeconds(1));
    assertThat(work()).isEqualTo(1);
    timers.pass(EvaluationService.REAP);

    Evaluation failed = cluster.evaluation(evaluation);
    assertThat(failed.status()).isEqualTo(EvalStatus.FAILED);
    assertThat(failed.statusDescription()).isEqualTo("evaluation reached delivery limit (3)");
    Evaluation next = cluster.snapshot().evaluation(failed.nextEval());
    assertThat(next.triggeredBy()).isEqualTo(EvalTrigger.FAILED_FOLLOW_UP);

    plansFail = false;
    timers.pass(Duration.ofMinutes(6));
    assertThat(work()).isEqualTo(1);
    assertThat(cluster.running(job)).hasSize(1);
  }

  @Test
  void aDelayedRescheduleHappensInTime() {
    start();
    cluster.add(Fixtures.node("n"));
    JobSpec job =
        Fixtures.changed(
            Fixtures.service("web", 1),
            g ->
                g.withReschedulePolicy(
                    new ReschedulePolicy(
                        0,
                        Duration.ZERO,
                        Duration.ofSeconds(30),
                        "constant",
                        Duration.ofHours(1),
                        true)));
    cluster.register(job);
    work();
    Allocation first = cluster.running(job).getFirst();
    cluster.report(first, ClientStatus.FAILED);
    harness.evaluation(job, EvalTrigger.ALLOC_FAILURE);
    work();
    assertThat(cluster.running(job)).isEmpty();

    timers.pass(Duration.ofSeconds(29));
    assertThat(work()).isZero();
    timers.pass(Duration.ofSeconds(1));
    work();

    assertThat(cluster.running(job))
        .singleElement()
        .satisfies(a -> assertThat(a.previousAllocation()).isEqualTo(first.id()));
  }

  @Test
  void aNewLeaderTakesUpWhatTheOldOneLeft() {
    JobSpec pending = Fixtures.service("pending", 1);
    JobSpec blocked = big("blocked", 1);
    start();
    cluster.register(blocked);
    work();
    service.stop();
    cluster.register(pending);
    assertThat(work()).isZero();
    assertThat(service.stats()).isEqualTo(new EvaluationBroker.Stats(0, 0, 0, 0, 0));
    assertThat(service.blocked()).isZero();
    assertThat(timers.pending()).isZero();

    start();
    assertThat(service.blocked()).isEqualTo(1);
    cluster.add(Fixtures.node("n"));
    work();

    assertThat(cluster.running(pending)).hasSize(1);
    assertThat(cluster.running(blocked)).hasSize(1);
  }

  @Test
  void capacityThatCameWhileItWasPlannedIsNotMissed() {
    start();
    JobSpec job = big("web", 1);
    Evaluation evaluation = cluster.register(job);
    // The node comes between the plan's snapshot and the commit of the blocked evaluation.
    var state = cluster.state();
    cluster.add(Fixtures.node("late"));
    io.drover.schedule.Schedulers.of(evaluation, state, harness).process(evaluation);

    work();

    assertThat(cluster.running(job)).hasSize(1);
  }

  @Test
  void whatComesWhileTheBrokerIsPausedIsDoneAfterwards() {
    start();
    JobSpec blocked = big("blocked", 1);
    cluster.register(blocked);
    work();
    cluster.configure(old -> old.withPauseEvalBroker(true));
    JobSpec pending = Fixtures.service("pending", 1);
    cluster.register(pending);
    cluster.add(Fixtures.node("n"));

    assertThat(work()).isZero();
    assertThat(cluster.all(pending)).isEmpty();

    cluster.configure(old -> old.withPauseEvalBroker(false));
    work();

    assertThat(cluster.running(pending)).hasSize(1);
    assertThat(cluster.running(blocked)).hasSize(1);
  }

  @Test
  void aLeaderWhoFindsTheBrokerPausedBeginsPaused() {
    cluster.configure(old -> old.withPauseEvalBroker(true));
    start();
    cluster.add(Fixtures.node("n"));
    JobSpec job = Fixtures.service("web", 1);
    cluster.register(job);
    assertThat(work()).isZero();

    cluster.configure(old -> old.withPauseEvalBroker(false));
    work();

    assertThat(cluster.running(job)).hasSize(1);
  }

  @Test
  void capacityThatCameBetweenTwoLeadersIsNotMissed() {
    start();
    JobSpec job = big("web", 1);
    cluster.register(job);
    work();
    service.stop();
    cluster.add(Fixtures.node("meanwhile"));

    start();
    work();

    assertThat(cluster.running(job)).hasSize(1);
  }

  @Test
  void whoeverWasPreemptedGetsAnotherPlaceOnceThereIsOne() {
    cluster.configure(
        old -> old.withPreemptionConfig(new PreemptionConfig(true, true, true, true)));
    start();
    cluster.add(Fixtures.node("n"));
    JobSpec low = big("low", 1).withPriority(10);
    JobSpec high = big("high", 1).withPriority(90);
    cluster.register(low);
    work();
    cluster.register(high);
    work();
    assertThat(cluster.running(high)).hasSize(1);
    assertThat(cluster.running(low)).isEmpty();
    assertThat(service.blocked()).isEqualTo(1);

    cluster.add(Fixtures.node("second"));
    work();

    assertThat(cluster.running(low)).hasSize(1);
  }

  @Test
  void whatEndedBeforeDoesNotMakeTheNextLeaderForgetWhatWaits() {
    start();
    cluster.add(Fixtures.node("n"));
    JobSpec job = big("web", 1);
    for (int i = 0; i < 8; i++) { // Complete evaluations, of any id.
      cluster.register(job);
      work();
    }
    cluster.register(big("web", 2));
    work();
    service.stop();

    start();
    cluster.add(Fixtures.node("second"));
    work();

    assertThat(cluster.running(job)).hasSize(2);
  }
}
