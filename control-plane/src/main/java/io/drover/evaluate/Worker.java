package io.drover.evaluate;

import io.drover.command.Commands;
import io.drover.command.Context;
import io.drover.command.Refusal;
import io.drover.command.TakeOutNode;
import io.drover.command.UpdateEvaluations;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Evaluation;
import io.drover.documents.JobDocuments;
import io.drover.schedule.Plan;
import io.drover.schedule.PlanResult;
import io.drover.schedule.Planner;
import io.drover.schedule.Schedulers;
import io.drover.schedule.State;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Processes one evaluation after another: takes it from the broker, lets the scheduler plan on the
 * newest snapshot, hands in the plan, acknowledges. Used by one thread. A failure of any kind gives
 * the evaluation back to the broker.
 */
final class Worker {
  /** As Nomad waits for its log; longer means that the leader has other troubles. */
  private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(10);

  private static final Logger LOG = Logger.getLogger(Worker.class);

  /** What the worker was doing cannot go on; the evaluation is given back. */
  private static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1;

    Abandoned(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final EvaluationBroker broker;
  private final Commands commands;
  private final PlanQueue plans;
  private final PlanRejections rejections;
  private final SnapshotStore store;
  private final JobDocuments documents;
  private final InstantSource clock;
  private final WorkerMetrics metrics;

  Worker(
      EvaluationBroker broker,
      Commands commands,
      PlanQueue plans,
      PlanRejections rejections,
      SnapshotStore store,
      JobDocuments documents,
      InstantSource clock,
      WorkerMetrics metrics) {
    this.broker = broker;
    this.commands = commands;
    this.plans = plans;
    this.rejections = rejections;
    this.store = store;
    this.documents = documents;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** Processes the next evaluation, if one comes in time. True if one came. */
  boolean runOnce(Duration patience) throws InterruptedException {
    long asked = System.nanoTime();
    EvaluationBroker.Delivery delivery = broker.dequeue(patience);
    if (delivery == null) {
      return false;
    }
    metrics.dequeued(asked);
    Evaluation evaluation = delivery.evaluation();
    try {
      long began = System.nanoTime();
      process(delivery);
      metrics.scheduled(evaluation.type(), began);
      long acknowledges = System.nanoTime();
      broker.ack(evaluation.id(), delivery.token());
      metrics.acknowledged(acknowledges);
    } catch (Abandoned e) {
      LOG.infof("evaluation %s is given back: %s", evaluation.id(), e.getMessage());
      broker.nack(evaluation.id(), delivery.token());
    } catch (RuntimeException e) {
      LOG.errorf(e, "evaluation %s of job %s failed", evaluation.id(), evaluation.job());
      broker.nack(evaluation.id(), delivery.token());
    }
    return true;
  }

  private void process(EvaluationBroker.Delivery delivery) {
    Evaluation given = delivery.evaluation();
    State state = state(given.modifyIndex());
    Evaluation newest = state.snapshot().evaluation(given.id());
    if (newest == null || newest.terminal()) {
      return; // Another delivery of it was faster, or it was collected.
    }
    Schedulers.of(newest, state, new Session(delivery)).process(newest);
  }

  private State state(long index) {
    Snapshot snapshot = store.current();
    if (snapshot.index() < index) {
      throw new Abandoned(
          "state " + index + " is needed, " + snapshot.index() + " is the newest here", null);
    }
    return new State(snapshot, documents, Context.unixNanos(clock.instant()));
  }

  /** The planner for one delivery. */
  private final class Session implements Planner {
    private final EvaluationBroker.Delivery delivery;

    Session(EvaluationBroker.Delivery delivery) {
      this.delivery = delivery;
    }

    @Override
    public PlanResult submitPlan(Plan plan) {
      PlanResult result = await(() -> plans.submit(plan));
      for (NodeId node : rejections.note(result.refused().keySet())) {
        LOG.warnf("node %s takes no more work: too many plans were refused for it", node);
        commands
            .submit(new TakeOutNode(node))
            .exceptionally(
                problem -> {
                  LOG.warnf("node %s was not taken out: %s", node, problem.getMessage());
                  return false;
                });
      }
      return result;
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public State refresh(long index) {
      return state(index);
    }

    @Override
    public void updateEvaluation(Evaluation evaluation) {
      await(() -> commands.submit(new UpdateEvaluations(List.of(evaluation))));
    }

    @Override
    public void createEvaluation(Evaluation evaluation) {
      updateEvaluation(evaluation);
    }

    @Override
    public void reblockEvaluation(Evaluation evaluation) {
      updateEvaluation(evaluation);
    }

    /**
     * Waits for the log; the broker's clock stands still meanwhile, for the worker is not stuck.
     */
    private <T> T await(java.util.function.Supplier<CompletionStage<T>> submission) {
      var id = delivery.evaluation().id();
      if (!broker.holds(id, delivery.token())) {
        throw new Abandoned("it was taken away", null);
      }
      broker.pauseTimeout(id, delivery.token());
      try {
        return submission
            .get()
            .toCompletableFuture()
            .get(COMMIT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Abandoned("the worker was stopped", e);
      } catch (ExecutionException e) {
        String kind = e.getCause() instanceof Refusal ? "refused" : "not committed";
        throw new Abandoned(kind + ": " + e.getCause().getMessage(), e.getCause());
      } catch (TimeoutException e) {
        throw new Abandoned("no commit within " + COMMIT_PATIENCE, e);
      } finally {
        broker.resumeTimeout(id, delivery.token());
      }
    }
  }
}
