package io.drover.schedule;

import io.drover.command.NewEvaluation;
import io.drover.command.SubmitPlan;
import io.drover.command.UpdateEvaluations;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a scheduler on a real state, as Nomad's harness does: a test says what the cluster looks
 * like, lets one evaluation be processed, and looks at the plan. Plans are applied unless {@link
 * #rejectPlans} says otherwise.
 */
public final class Harness implements Planner {
  public final InMemoryCluster cluster;
  public final List<Plan> plans = new ArrayList<>();
  public final List<PlanResult> results = new ArrayList<>();
  public final List<Evaluation> updated = new ArrayList<>();
  public final List<Evaluation> created = new ArrayList<>();
  public final List<Evaluation> reblocked = new ArrayList<>();
  public Desired desired = new Desired();
  private boolean reject;
  private boolean keep = true;

  public Harness() {
    this(1);
  }

  public Harness(long seed) {
    cluster = new InMemoryCluster(seed);
  }

  /** Whether plans and results are kept to be looked at, which takes memory. */
  public void keepPlans(boolean on) {
    keep = on;
  }

  /** From now on no plan is committed. */
  public void rejectPlans() {
    reject = true;
  }

  /** From now on what fits is committed again. */
  public void acceptPlans() {
    reject = false;
  }

  @Override
  public void desired(Desired counts) {
    desired = counts;
  }

  /** Registers the job and processes its evaluation. */
  public Evaluation run(JobSpec job) {
    return process(cluster.register(job));
  }

  /** Processes an evaluation of a registered job, for another reason than its registration. */
  public Evaluation run(JobSpec job, EvalTrigger trigger) {
    return process(evaluation(job, trigger));
  }

  public Evaluation evaluation(JobSpec job, EvalTrigger trigger) {
    Evaluation evaluation =
        NewEvaluation.of(context(), job.key(), job.type(), job.priority(), trigger);
    updateQuietly(evaluation);
    return cluster.evaluation(evaluation);
  }

  private io.drover.command.Context context() {
    return new io.drover.command.Context() {
      @Override
      public java.time.Instant now() {
        return cluster.instant();
      }

      @Override
      public String newId() {
        return cluster.nextId();
      }

      @Override
      public JobSpec job(io.drover.contract.ids.Digest digest) {
        return cluster.spec(digest);
      }
    };
  }

  /** Processes the evaluation and returns what became of it. */
  public Evaluation process(Evaluation evaluation) {
    Schedulers.of(evaluation, cluster.state(), this).process(evaluation);
    return cluster.evaluation(evaluation);
  }

  public Plan lastPlan() {
    return plans.getLast();
  }

  @Override
  public PlanResult submitPlan(Plan plan) {
    if (keep) {
      plans.add(plan);
    }
    if (reject) {
      PlanResult refused = new PlanResult(Set.of(), 0, Map.of(), cluster.snapshot().index());
      results.add(refused);
      return refused;
    }
    PlanResult result = cluster.submit(new SubmitPlan(plan)).toCompletableFuture().join();
    if (keep) {
      results.add(result);
    }
    return result;
  }

  @Override
  public State refresh(long index) {
    return cluster.state();
  }

  @Override
  public void updateEvaluation(Evaluation evaluation) {
    updated.add(evaluation);
    updateQuietly(evaluation);
  }

  @Override
  public void createEvaluation(Evaluation evaluation) {
    created.add(evaluation);
    updateQuietly(evaluation);
  }

  @Override
  public void reblockEvaluation(Evaluation evaluation) {
    reblocked.add(evaluation);
    updateQuietly(evaluation);
  }

  private void updateQuietly(Evaluation evaluation) {
    cluster.submit(new UpdateEvaluations(List.of(evaluation))).toCompletableFuture().join();
  }
}
