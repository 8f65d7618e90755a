package io.drover.evaluate;

import io.drover.command.Command;
import io.drover.command.Commands;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.command.Refusal;
import io.drover.command.SubmitPlan;
import io.drover.schedule.Plan;
import io.drover.schedule.PlanResult;
import io.drover.state.Snapshot;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Plans that wait to be decided, the most important first. Each plan takes one turn among the
 * commands; when a turn comes, the plan that matters most by then is decided, whoever queued up for
 * it. So plans overtake each other but no other command. Bounded by the number of workers, each of
 * which waits for its plan. Safe for any thread. Source: semantics.md 8.
 */
final class PlanQueue {

  private static final class Pending {
    final Plan plan;
    final long arrival;
    final CompletableFuture<PlanResult> answer = new CompletableFuture<>();

    Pending(Plan plan, long arrival) {
      this.plan = plan;
      this.arrival = arrival;
    }
  }

  private static final Comparator<Pending> ORDER =
      Comparator.<Pending>comparingInt(pending -> pending.plan.priority())
          .reversed()
          .thenComparingLong(pending -> pending.arrival);

  private final Commands commands;
  private final PriorityBlockingQueue<Pending> waiting = new PriorityBlockingQueue<>(16, ORDER);
  private final AtomicLong arrivals = new AtomicLong();

  PlanQueue(Commands commands) {
    this.commands = commands;
  }

  /** Queues a plan up; the answer comes once what fits of it is committed. */
  CompletionStage<PlanResult> submit(Plan plan) {
    Pending pending = new Pending(plan, arrivals.incrementAndGet());
    waiting.add(pending);
    Turn turn = new Turn(pending);
    commands.submit(turn).whenComplete(turn::over);
    return pending.answer;
  }

  /** How many plans wait to be decided. */
  int size() {
    return waiting.size();
  }

  /** One turn among the commands. */
  final class Turn implements Command<PlanResult> {
    private final Pending own;
    private volatile @Nullable Pending taken;

    private Turn(Pending own) {
      this.own = own;
    }

    @Override
    public Outcome<PlanResult> decide(Snapshot snapshot, Context context) throws Refusal {
      Pending next = taken();
      return new SubmitPlan(next.plan).decide(snapshot, context);
    }

    private Pending taken() {
      Pending next = taken;
      if (next == null) {
        next = waiting.poll();
        if (next == null) {
          throw new IllegalStateException("there are as many turns as plans");
        }
        taken = next;
      }
      return next;
    }

    /** A turn that was never had fails a plan too, so that none waits for ever. */
    private void over(@Nullable PlanResult result, @Nullable Throwable failure) {
      if (failure == null) {
        taken().answer.complete(result);
        return;
      }
      if (taken == null && waiting.remove(own)) {
        taken = own;
      }
      taken().answer.completeExceptionally(failure);
    }
  }
}
