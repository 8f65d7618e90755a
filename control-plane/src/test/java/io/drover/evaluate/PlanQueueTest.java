package io.drover.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.command.Command;
import io.drover.command.Commands;
import io.drover.command.Unavailable;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.schedule.Fixtures;
import io.drover.schedule.InMemoryCluster;
import io.drover.schedule.Plan;
import io.drover.schedule.PlanResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Which plan is decided when, and that each gets its own answer. */
class PlanQueueTest {
  private final InMemoryCluster cluster = new InMemoryCluster(1);
  private final Deque<Runnable> queued = new ArrayDeque<>();
  private boolean available = true;
  private final PlanQueue queue = new PlanQueue(new Held());

  /** Commands that wait until the test lets them be decided. */
  private final class Held implements Commands {
    @Override
    public <R> CompletionStage<R> submit(Command<R> command) {
      CompletableFuture<R> answer = new CompletableFuture<>();
      queued.add(
          () -> {
            if (available) {
              cluster
                  .submit(command)
                  .whenComplete(
                      (result, failure) -> {
                        if (failure == null) {
                          answer.complete(result);
                        } else {
                          answer.completeExceptionally(failure);
                        }
                      });
            } else {
              answer.completeExceptionally(new Unavailable("no leader"));
            }
          });
      return answer;
    }
  }

  private Plan plan(String id, int priority) {
    JobSpec job = Fixtures.service(id, 0);
    Evaluation evaluation = cluster.register(job);
    return new Plan(
        evaluation.id(),
        new JobKey("default", id),
        priority,
        false,
        0,
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of());
  }

  @Test
  void theMostImportantIsDecidedFirstAndOfThoseTheOldest() {
    List<String> order = new ArrayList<>();
    for (String each : List.of("a 50", "b 20", "c 90", "d 50")) {
      String id = each.substring(0, 1);
      queue
          .submit(plan(id, Integer.parseInt(each.substring(2))))
          .thenAccept(result -> order.add(id));
    }
    assertThat(queue.size()).isEqualTo(4);

    while (!queued.isEmpty()) {
      queued.remove().run();
    }

    assertThat(order).containsExactly("c", "a", "d", "b");
    assertThat(queue.size()).isZero();
  }

  @Test
  void withoutALeaderEveryPlanIsToldSo() {
    CompletableFuture<PlanResult> first = queue.submit(plan("a", 10)).toCompletableFuture();
    CompletableFuture<PlanResult> second = queue.submit(plan("b", 90)).toCompletableFuture();
    available = false;

    queued.forEach(Runnable::run);

    assertThatThrownBy(first::join).hasRootCauseInstanceOf(Unavailable.class);
    assertThatThrownBy(second::join).hasRootCauseInstanceOf(Unavailable.class);
    assertThat(queue.size()).isZero();
  }

  @Test
  void aLeaderThatIsLostInBetweenLeavesNoPlanBehind() {
    CompletableFuture<PlanResult> low = queue.submit(plan("low", 10)).toCompletableFuture();
    CompletableFuture<PlanResult> high = queue.submit(plan("high", 90)).toCompletableFuture();

    queued.remove().run(); // The turn that the low one took: the high one has it.
    assertThat(high).isCompleted();
    available = false;
    queued.remove().run();

    assertThatThrownBy(low::join).hasRootCauseInstanceOf(Unavailable.class);
  }
}
