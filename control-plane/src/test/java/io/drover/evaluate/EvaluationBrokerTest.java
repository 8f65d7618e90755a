package io.drover.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.EvaluationBuilder;
import io.drover.contract.model.JobType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvaluationBrokerTest {
  private final VirtualTimers timers = new VirtualTimers();
  private final AtomicInteger tokens = new AtomicInteger();
  private final EvaluationBroker broker =
      new EvaluationBroker(timers, timers, () -> "token-" + tokens.incrementAndGet());

  @BeforeEach
  void enable() {
    broker.enable(true);
  }

  private static Evaluation evaluation(String id, String job, int priority, long index) {
    return EvaluationBuilder.builder()
        .id(new EvalId(id))
        .namespace("default")
        .jobId(job)
        .type(JobType.SERVICE)
        .triggeredBy(EvalTrigger.JOB_REGISTER)
        .status(EvalStatus.PENDING)
        .priority(priority)
        .createIndex(index)
        .modifyIndex(index)
        .build();
  }

  private EvaluationBroker.Delivery next() {
    try {
      return broker.dequeue(Duration.ZERO);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String nextId() {
    EvaluationBroker.Delivery delivery = next();
    return delivery == null ? "none" : delivery.evaluation().id().value();
  }

  @Test
  void higherPriorityComesFirstThenOlder() {
    broker.enqueue(evaluation("c", "3", 50, 3));
    broker.enqueue(evaluation("b", "2", 50, 2));
    broker.enqueue(evaluation("a", "1", 90, 9));

    assertThat(List.of(nextId(), nextId(), nextId(), nextId()))
        .containsExactly("a", "b", "c", "none");
  }

  @Test
  void oneOfAJobAtATime() {
    broker.enqueue(evaluation("a", "job", 50, 1));
    broker.enqueue(evaluation("b", "job", 50, 2));
    EvaluationBroker.Delivery first = next();

    assertThat(next()).isNull();
    assertThat(broker.ack(first.evaluation().id(), first.token())).isTrue();
    assertThat(nextId()).isEqualTo("b");
  }

  @Test
  void ofThoseThatWaitTheNewestSpeaksForAll() {
    for (int i = 1; i <= 4; i++) {
      broker.enqueue(evaluation("e" + i, "job", 50, i));
    }
    EvaluationBroker.Delivery first = next();
    broker.ack(first.evaluation().id(), first.token());

    assertThat(nextId()).isEqualTo("e4");
    assertThat(broker.drainCancelable(10))
        .extracting(e -> e.id().value())
        .containsExactlyInAnyOrder("e2", "e3");
  }

  @Test
  void whatIsThereIsNotTakenTwice() {
    broker.enqueue(evaluation("a", "job", 50, 1));
    broker.enqueue(evaluation("a", "job", 50, 1));

    assertThat(nextId()).isEqualTo("a");
    assertThat(nextId()).isEqualTo("none");
  }

  @Test
  void anUpdateOfWhatAWorkerHasComesAfterIt() {
    broker.enqueue(evaluation("a", "job", 50, 1));
    EvaluationBroker.Delivery first = next();
    broker.enqueue(evaluation("a", "job", 50, 7));
    assertThat(next()).isNull();

    broker.ack(first.evaluation().id(), first.token());

    assertThat(next().evaluation().modifyIndex()).isEqualTo(7);
  }

  @Test
  void aWrongTokenDoesNothing() {
    broker.enqueue(evaluation("a", "job", 50, 1));
    EvaluationBroker.Delivery first = next();

    assertThat(broker.ack(first.evaluation().id(), "other")).isFalse();
    assertThat(broker.nack(first.evaluation().id(), "other")).isFalse();
    assertThat(broker.holds(first.evaluation().id(), first.token())).isTrue();
  }

  @Test
  void aWorkerThatIsStuckLosesItsEvaluation() {
    broker.enqueue(evaluation("a", "job", 50, 1));
    EvaluationBroker.Delivery first = next();

    timers.pass(EvaluationBroker.NACK_TIMEOUT);
    timers.pass(EvaluationBroker.FIRST_NACK_DELAY);
    EvaluationBroker.Delivery second = next();

    assertThat(second.evaluation().id()).isEqualTo(first.evaluation().id());
    assertThat(broker.ack(first.evaluation().id(), first.token())).isFalse();
    assertThat(broker.ack(second.evaluation().id(), second.token())).isTrue();
  }

  @Test
  void theTimeStandsStillWhilePaused() {
    broker.enqueue(evaluation("a", "job", 50, 1));
    EvaluationBroker.Delivery first = next();
    broker.pauseTimeout(first.evaluation().id(), first.token());
    timers.pass(Duration.ofHours(1));
    assertThat(broker.holds(first.evaluation().id(), first.token())).isTrue();

    broker.resumeTimeout(first.evaluation().id(), first.token());
    timers.pass(EvaluationBroker.NACK_TIMEOUT);
    assertThat(broker.holds(first.evaluation().id(), first.token())).isFalse();
  }

  @Test
  void thirdFailureIsTheLast() {
    broker.enqueue(evaluation("a", "job", 50, 1));
    broker.enqueue(evaluation("b", "job", 50, 2));
    for (Duration delay : List.of(Duration.ofSeconds(1), Duration.ofSeconds(20))) {
      EvaluationBroker.Delivery delivery = next();
      broker.nack(delivery.evaluation().id(), delivery.token());
      timers.pass(delay.minusMillis(1));
      assertThat(next()).isNull();
      timers.pass(Duration.ofMillis(1));
    }
    EvaluationBroker.Delivery last = next();
    broker.nack(last.evaluation().id(), last.token());

    assertThat(broker.failed()).extracting(e -> e.id().value()).containsExactly("a");
    assertThat(next()).isNull();
    broker.forgetFailed(new EvalId("a"));
    assertThat(nextId()).isEqualTo("b");
  }

  @Test
  void waitsAsLongAsAsked() {
    broker.enqueue(evaluation("a", "1", 50, 1).withWaitDuration(Duration.ofSeconds(10)));
    broker.enqueue(evaluation("b", "2", 50, 2).withWaitUntil(timers.instant().plusSeconds(20)));

    timers.pass(Duration.ofSeconds(9));
    assertThat(next()).isNull();
    timers.pass(Duration.ofSeconds(1));
    assertThat(nextId()).isEqualTo("a");
    timers.pass(Duration.ofSeconds(10));
    assertThat(nextId()).isEqualTo("b");
  }

  @Test
  void disabledItHoldsNothing() {
    broker.enqueue(evaluation("a", "1", 50, 1));
    broker.enqueue(evaluation("b", "2", 50, 2).withWaitDuration(Duration.ofSeconds(10)));
    next();

    broker.enable(false);
    broker.enqueue(evaluation("c", "3", 50, 3));

    assertThat(broker.stats()).isEqualTo(new EvaluationBroker.Stats(0, 0, 0, 0, 0));
    assertThat(timers.pending()).isZero();
  }

  @Property(tries = 200)
  void nothingIsLostAndNoJobIsInTwoHands(
      @ForAll @IntRange(min = 1, max = 80) int steps, @ForAll Random random) {
    enable();
    Set<EvalId> open = new HashSet<>();
    List<EvaluationBroker.Delivery> held = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          Evaluation made =
              evaluation("e" + step, "job" + random.nextInt(3), 1 + random.nextInt(3), step);
          open.add(made.id());
          broker.enqueue(made.withWaitDuration(Duration.ofSeconds(random.nextInt(2))));
        }
        case 2 -> {
          EvaluationBroker.Delivery delivery = next();
          if (delivery != null) {
            held.add(delivery);
          }
        }
        case 3 -> {
          if (!held.isEmpty()) {
            EvaluationBroker.Delivery delivery = held.remove(random.nextInt(held.size()));
            EvalId id = delivery.evaluation().id();
            if (random.nextBoolean()) {
              if (broker.ack(id, delivery.token())) {
                open.remove(id);
              }
            } else {
              broker.nack(id, delivery.token());
            }
          }
        }
        default -> timers.pass(Duration.ofSeconds(random.nextInt(90)));
      }
      held.removeIf(d -> !broker.holds(d.evaluation().id(), d.token()));
      Set<JobKey> jobs = new HashSet<>();
      assertThat(held).allMatch(d -> jobs.add(d.evaluation().job()));
    }
    finish(open, held);
    assertThat(open).isEmpty();
  }

  private void finish(Set<EvalId> open, List<EvaluationBroker.Delivery> held) {
    held.forEach(d -> broker.ack(d.evaluation().id(), d.token()));
    held.forEach(d -> open.remove(d.evaluation().id()));
    for (int round = 0; round < 100 && !open.isEmpty(); round++) {
      timers.pass(Duration.ofSeconds(30));
      broker.failed().forEach(e -> open.remove(e.id()));
      broker.failed().forEach(e -> broker.forgetFailed(e.id()));
      for (var d = next(); d != null; d = next()) {
        broker.ack(d.evaluation().id(), d.token());
        open.remove(d.evaluation().id());
      }
      broker.drainCancelable(1000).forEach(e -> open.remove(e.id()));
    }
  }
}
