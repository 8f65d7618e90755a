package io.drover.command;

import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobVersion;
import io.drover.event.DeploymentChange;
import io.drover.event.DeploymentPromoted;
import io.drover.event.DeploymentStatusChanged;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What the commands that change a deployment have in common. */
final class DeploymentStep {

  private final Snapshot snapshot;
  private final Context context;
  private final Deployment deployment;
  private final JobVersion job;
  private final List<Event> events = new ArrayList<>();

  private DeploymentStep(
      Snapshot snapshot, Context context, Deployment deployment, JobVersion job) {
    this.snapshot = snapshot;
    this.context = context;
    this.deployment = deployment;
    this.job = job;
  }

  /** The step of a deployment that may be changed; the verb says in a refusal what was wanted. */
  static DeploymentStep of(Snapshot snapshot, Context context, String id, String verb)
      throws Refusal {
    Deployment deployment = snapshot.deployment(id);
    if (deployment == null) {
      throw new Refusal(500, "deployment not found");
    }
    if (!deployment.active()) {
      throw new Refusal(500, "can't " + verb + " terminal deployment");
    }
    JobVersion job = snapshot.job(deployment.job());
    if (job == null) {
      throw new Refusal(
          500, "deployment \"%s\" references unknown job \"%s\"".formatted(id, deployment.jobId()));
    }
    return new DeploymentStep(snapshot, context, deployment, job);
  }

  Deployment deployment() {
    return deployment;
  }

  void add(Event event) {
    events.add(event);
  }

  void status(DeploymentStatus status, String description) {
    events.add(
        new DeploymentStatusChanged(
            new DeploymentChange(deployment.id(), status, description), context.nowNanos()));
  }

  void promote(Collection<String> groups) {
    events.add(
        new DeploymentPromoted(
            deployment.id(), groups.stream().sorted().toList(), context.nowNanos()));
  }

  /** The deployment fails, and the job goes back to what was good if that is wanted. */
  Outcome<DeploymentAnswer> fail(String reason, boolean revert) {
    Rollback rollback =
        revert ? Rollback.of(snapshot, context, deployment, reason) : Rollback.none(reason);
    status(DeploymentStatus.FAILED, rollback.description());
    events.addAll(rollback.events());
    Evaluation evaluation = evaluate();
    return new Outcome<>(
        events,
        index ->
            new DeploymentAnswer(evaluation.id().value(), index, index, rollback.version(), index));
  }

  /** What was added goes with an evaluation of the job. */
  Outcome<DeploymentAnswer> evaluated() {
    Evaluation evaluation = evaluate();
    return new Outcome<>(
        events, index -> new DeploymentAnswer(evaluation.id().value(), index, index, null, index));
  }

  /** What was added is all. */
  Outcome<DeploymentAnswer> done() {
    return new Outcome<>(events, DeploymentAnswer::at);
  }

  private Evaluation evaluate() {
    int priority = deployment.evalPriority() == 0 ? job.priority() : deployment.evalPriority();
    Evaluation evaluation =
        NewEvaluation.of(
                context, deployment.job(), job.type(), priority, EvalTrigger.DEPLOYMENT_WATCHER)
            .withDeploymentId(deployment.id());
    events.add(new EvaluationsUpdated(List.of(evaluation)));
    return evaluation;
  }
}
