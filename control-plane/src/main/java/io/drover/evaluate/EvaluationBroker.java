package io.drover.evaluate;

import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hands evaluations to workers: of one job one at a time, those of higher priority first, each
 * until it is acknowledged or was delivered too often. Lives on the leader only; what it holds is
 * in the state too, one entry for each open evaluation at most, so that it can be dropped and
 * rebuilt. Safe for any thread; no method but {@link #dequeue} blocks. Source: semantics.md 3.
 */
public final class EvaluationBroker {
  /** After so many deliveries without an acknowledgement an evaluation has failed. */
  static final int DELIVERY_LIMIT = 3;

  /** A worker that does not answer for so long is taken to be stuck. */
  static final Duration NACK_TIMEOUT = Duration.ofSeconds(60);

  /** How long an evaluation waits after its first delivery failed. */
  static final Duration FIRST_NACK_DELAY = Duration.ofSeconds(1);

  /** How much longer it waits after each further one. */
  static final Duration NACK_DELAY = Duration.ofSeconds(20);

  /** An evaluation in the hands of a worker; the token proves it. */
  public record Delivery(Evaluation evaluation, String token) {}

  private static final Comparator<Evaluation> READY =
      Comparator.comparingInt(Evaluation::priority)
          .reversed()
          .thenComparingLong(Evaluation::createIndex)
          .thenComparing(Evaluation::id);

  /** Of a job's waiting evaluations the newest of the highest priority counts. */
  private static final Comparator<Evaluation> WAITING =
      Comparator.comparingInt(Evaluation::priority)
          .thenComparingLong(Evaluation::modifyIndex)
          .reversed()
          .thenComparing(Evaluation::id);

  private static final class Outstanding {
    final Evaluation evaluation;
    final String token;
    Timers.@Nullable Timer nack;
    @Nullable Evaluation again;

    Outstanding(Evaluation evaluation, String token) {
      this.evaluation = evaluation;
      this.token = token;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Timers timers;
  private final InstantSource clock;
  private final Supplier<String> tokens;
  private final Map<EvalId, Integer> deliveries = new HashMap<>();
  private final Map<JobKey, EvalId> active = new HashMap<>();
  private final Map<JobKey, PriorityQueue<Evaluation>> waiting = new HashMap<>();
  private final PriorityQueue<Evaluation> ready = new PriorityQueue<>(READY);
  private final Map<EvalId, Outstanding> outstanding = new HashMap<>();
  private final Map<EvalId, Timers.Timer> delayed = new HashMap<>();
  private final List<Evaluation> failed = new ArrayList<>();
  private final List<Evaluation> cancelable = new ArrayList<>();
  private boolean enabled;

  public EvaluationBroker(Timers timers, InstantSource clock, Supplier<String> tokens) {
    this.timers = timers;
    this.clock = clock;
    this.tokens = tokens;
  }

  /** Starts to take evaluations, or stops and forgets all of them. */
  public void enable(boolean on) {
    lock.lock();
    try {
      enabled = on;
      if (!on) {
        flush();
      }
    } finally {
      lock.unlock();
    }
  }

  private void flush() {
    delayed.values().forEach(Timers.Timer::cancel);
    outstanding.values().forEach(EvaluationBroker::cancelTimer);
    deliveries.clear();
    active.clear();
    waiting.clear();
    ready.clear();
    outstanding.clear();
    delayed.clear();
    failed.clear();
    cancelable.clear();
  }

  /**
   * Takes an evaluation that is to be processed, perhaps not before a time that it names. One that
   * is here already is not taken again, unless a worker has it: then it comes again after that.
   */
  public void enqueue(Evaluation evaluation) {
    lock.lock();
    try {
      if (!enabled) {
        return;
      }
      Outstanding held = outstanding.get(evaluation.id());
      if (held != null) {
        if (evaluation.modifyIndex() > held.evaluation.modifyIndex()) {
          held.again = evaluation;
        }
      } else if (deliveries.putIfAbsent(evaluation.id(), 0) == null) {
        Duration delay = delay(evaluation);
        if (delay.isPositive()) {
          delay(evaluation, delay);
        } else {
          makeReady(evaluation);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private Duration delay(Evaluation evaluation) {
    if (evaluation.waitUntil() != null) {
      return Duration.between(clock.instant(), evaluation.waitUntil());
    }
    return evaluation.waitDuration();
  }

  private void delay(Evaluation evaluation, Duration delay) {
    delayed.put(evaluation.id(), timers.after(delay, () -> delayOver(evaluation)));
  }

  private void delayOver(Evaluation evaluation) {
    lock.lock();
    try {
      if (delayed.remove(evaluation.id()) != null) {
        makeReady(evaluation);
      }
    } finally {
      lock.unlock();
    }
  }

  private void makeReady(Evaluation evaluation) {
    EvalId first = active.putIfAbsent(evaluation.job(), evaluation.id());
    if (first != null && !first.equals(evaluation.id())) {
      waiting
          .computeIfAbsent(evaluation.job(), job -> new PriorityQueue<>(WAITING))
          .add(evaluation);
      return;
    }
    ready.add(evaluation);
    arrived.signal();
  }

  /** The next evaluation, or null if there was none for so long. */
  public @Nullable Delivery dequeue(Duration patience) throws InterruptedException {
    String token = tokens.get(); // Not under the lock: it is somebody else's code.
    lock.lockInterruptibly();
    try {
      long nanos = patience.toNanos();
      while (ready.isEmpty()) {
        if (nanos <= 0) {
          return null;
        }
        nanos = arrived.awaitNanos(nanos);
      }
      Evaluation evaluation = ready.remove();
      deliveries.merge(evaluation.id(), 1, Integer::sum);
      Outstanding held = new Outstanding(evaluation, token);
      outstanding.put(evaluation.id(), held);
      startTimer(held);
      return new Delivery(evaluation, held.token);
    } finally {
      lock.unlock();
    }
  }

  private void startTimer(Outstanding held) {
    held.nack = timers.after(NACK_TIMEOUT, () -> nack(held.evaluation.id(), held.token));
  }

  private static void cancelTimer(Outstanding held) {
    Timers.Timer timer = held.nack;
    if (timer != null) {
      timer.cancel();
      held.nack = null;
    }
  }

  /** True while the evaluation is in the hands of whoever has that token. */
  public boolean holds(EvalId id, String token) {
    lock.lock();
    try {
      return held(id, token) != null;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Outstanding held(EvalId id, String token) {
    Outstanding held = outstanding.get(id);
    return held != null && held.token.equals(token) ? held : null;
  }

  /** The worker waits for others now: the time that it is given stands still. */
  public void pauseTimeout(EvalId id, String token) {
    lock.lock();
    try {
      Outstanding held = held(id, token);
      if (held != null) {
        cancelTimer(held);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The worker goes on; its time starts anew. */
  public void resumeTimeout(EvalId id, String token) {
    lock.lock();
    try {
      Outstanding held = held(id, token);
      if (held != null && held.nack == null) {
        startTimer(held);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The evaluation was processed. False if the token is not the current one. */
  public boolean ack(EvalId id, String token) {
    lock.lock();
    try {
      Outstanding held = held(id, token);
      if (held == null) {
        return false;
      }
      release(held);
      next(held.evaluation);
      if (held.again != null) {
        enqueue(held.again);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The evaluation could not be processed. False if the token is not the current one. */
  public boolean nack(EvalId id, String token) {
    lock.lock();
    try {
      Outstanding held = held(id, token);
      if (held == null) {
        return false;
      }
      release(held);
      int delivered = deliveries.getOrDefault(id, 0);
      Evaluation again = held.again == null ? held.evaluation : held.again;
      if (delivered >= DELIVERY_LIMIT) {
        failed.add(again);
      } else {
        Duration delay =
            delivered <= 1 ? FIRST_NACK_DELAY : NACK_DELAY.multipliedBy(delivered - 1L);
        delay(again, delay);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of an evaluation and of its job: the newest that waits for the job comes next. */
  private void next(Evaluation done) {
    deliveries.remove(done.id());
    active.remove(done.job(), done.id());
    PriorityQueue<Evaluation> others = waiting.remove(done.job());
    if (others != null) {
      makeReady(others.remove());
      cancelable.addAll(others); // Older news of the same job: the newest says it all.
      others.forEach(other -> deliveries.remove(other.id()));
    }
  }

  private void release(Outstanding held) {
    cancelTimer(held);
    outstanding.remove(held.evaluation.id());
  }

  /**
   * Takes out at most so many evaluations that newer ones made needless. They are to be canceled.
   */
  public List<Evaluation> drainCancelable(int most) {
    lock.lock();
    try {
      List<Evaluation> part = cancelable.subList(0, Math.min(most, cancelable.size()));
      List<Evaluation> drained = List.copyOf(part);
      part.clear();
      return drained;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The evaluations that were delivered too often. They hold their job until {@link #forgetFailed}
   * says that their failure is written down.
   */
  public List<Evaluation> failed() {
    lock.lock();
    try {
      return List.copyOf(failed);
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of an evaluation that {@link #failed}; what waits for its job comes next. */
  public void forgetFailed(EvalId id) {
    lock.lock();
    try {
      for (Evaluation evaluation : List.copyOf(failed)) {
        if (evaluation.id().equals(id)) {
          failed.remove(evaluation);
          next(evaluation);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many evaluations are ready, in the hands of workers, waiting for their job, delayed. */
  public record Stats(
      int ready,
      int outstanding,
      int waiting,
      int delayed,
      int failed,
      int cancelable,
      Map<JobType, Integer> readyByType,
      Map<JobType, Integer> outstandingByType) {

    /** Where nothing is ready or in the hands of workers. */
    public Stats(int ready, int outstanding, int waiting, int delayed, int failed) {
      this(ready, outstanding, waiting, delayed, failed, 0, Map.of(), Map.of());
    }
  }

  public Stats stats() {
    lock.lock();
    try {
      int waits = waiting.values().stream().mapToInt(PriorityQueue::size).sum();
      return new Stats(
          ready.size(),
          outstanding.size(),
          waits,
          delayed.size(),
          failed.size(),
          cancelable.size(),
          byType(ready.stream()),
          byType(outstanding.values().stream().map(held -> held.evaluation)));
    } finally {
      lock.unlock();
    }
  }

  private static Map<JobType, Integer> byType(Stream<Evaluation> evaluations) {
    Map<JobType, Integer> counts = new EnumMap<>(JobType.class);
    evaluations.forEach(evaluation -> counts.merge(evaluation.type(), 1, Integer::sum));
    return counts;
  }
}
