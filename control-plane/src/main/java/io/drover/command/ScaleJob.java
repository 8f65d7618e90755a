package io.drover.command;

import io.drover.command.job.JobValidator;
import io.drover.contract.ids.Digest;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.ScalingEvent;
import io.drover.contract.model.ScalingPolicy;
import io.drover.contract.model.TaskGroup;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.event.ScalingEventRecorded;
import io.drover.state.JobSource;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sets the count of a group, or only notes something about it. A count that the group has already
 * writes no new version. The answer is absent if the job is not the one any more that the new
 * document was made from: then it has to be made again. Source: semantics.md 1.5.
 *
 * @param scaled the job with the new count; null if there is only something to note
 */
public record ScaleJob(JobKey job, Request request, @Nullable Derived scaled)
    implements Command<Optional<ScaleJob.Answer>> {

  /**
   * What is asked for.
   *
   * @param count null for a note
   */
  public record Request(
      String group, @Nullable Long count, String message, boolean error, Map<String, Object> meta) {

    public Request {
      meta = meta == null ? Map.of() : meta;
    }
  }

  /** Ids and indexes for the client; the evaluation's id is empty for a note. */
  public record Answer(String evalId, long evalCreateIndex, long jobModifyIndex, long index) {}

  /**
   * The job as it is to be scaled, checked.
   *
   * @throws Refusal if the request cannot be carried out on it
   */
  public static JobVersion check(
      Snapshot snapshot, Function<Digest, JobSpec> documents, JobKey key, Request request)
      throws Refusal {
    if (request.group().isEmpty()) {
      throw new Refusal(400, "missing task group name for scaling action");
    }
    if (request.count() != null && request.error()) {
      throw new Refusal(400, "scaling action should not contain count if error is true");
    }
    if (request.count() != null && request.count() < 0) {
      throw new Refusal(400, "scaling action count can't be negative");
    }
    JobVersion current = snapshot.job(key);
    if (current == null) {
      throw new Refusal(404, "job \"%s\" not found".formatted(key.id()));
    }
    if (current.type() == JobType.SYSTEM) {
      throw new Refusal(400, "cannot scale jobs of type \"system\"");
    }
    checkGroup(documents.apply(current.digest()), request);
    Deployment latest = snapshot.latestDeployment(key);
    if (request.count() != null
        && latest != null
        && latest.active()
        && latest.jobCreateIndex() == current.createIndex()) {
      throw new Refusal(400, "job scaling blocked due to active deployment");
    }
    return current;
  }

  private static void checkGroup(JobSpec spec, Request request) throws Refusal {
    TaskGroup group = spec.group(request.group());
    if (group == null) {
      throw new Refusal(
          400,
          "task group \"%s\" specified for scaling does not exist in job"
              .formatted(request.group()));
    }
    Long count = request.count();
    ScalingPolicy policy = group.scaling();
    if (count != null && policy != null && count < policy.min()) {
      throw new Refusal(
          400,
          "group count was less than scaling policy minimum: %d < %d"
              .formatted(count, policy.min()));
    }
    if (count != null && policy != null && count > policy.max()) {
      throw new Refusal(
          400,
          "group count was greater than scaling policy maximum: %d > %d"
              .formatted(count, policy.max()));
    }
    if (count != null && count > JobValidator.COUNT_MAX) {
      throw new Refusal(
          400,
          "Task group count must not be greater than %d; got %d"
              .formatted(JobValidator.COUNT_MAX, count));
    }
  }

  @Override
  public Outcome<Optional<Answer>> decide(Snapshot snapshot, Context context) throws Refusal {
    Admission.require(snapshot);
    JobVersion current = check(snapshot, context::job, job, request);
    if (scaled != null && !scaled.isOf(current)) {
      return Outcome.unchanged(index -> Optional.empty());
    }
    List<Event> events = new ArrayList<>();
    boolean changes = false;
    Evaluation evaluation = null;
    if (scaled != null) {
      NewVersion version = version(snapshot, current, scaled);
      changes = !version.unchanged(current);
      if (changes) {
        events.addAll(version.events(snapshot, context));
      }
      if (version.evaluates()) {
        evaluation =
            NewEvaluation.of(
                context, job, current.type(), current.priority(), EvalTrigger.JOB_SCALING);
        events.add(new EvaluationsUpdated(List.of(evaluation)));
      }
    }
    EvalId evalId = evaluation == null ? null : evaluation.id();
    events.add(new ScalingEventRecorded(job, request.group(), note(context, current, evalId)));
    boolean changed = changes;
    return new Outcome<>(
        events,
        index ->
            Optional.of(
                new Answer(
                    evalId == null ? "" : evalId.value(),
                    evalId == null ? 0 : index,
                    changed ? index : current.jobModifyIndex(),
                    index)));
  }

  private static NewVersion version(Snapshot snapshot, JobVersion current, Derived scaled) {
    JobSource source = snapshot.source(current.key(), current.version());
    Digest text = source == null ? null : source.digest();
    return new NewVersion(scaled.spec(), scaled.digest(), current.stop(), text);
  }

  private ScalingEvent note(Context context, JobVersion current, @Nullable EvalId evalId) {
    TaskGroup group = context.job(current.digest()).group(request.group());
    return new ScalingEvent(
        context.nowNanos(),
        request.count(),
        group == null ? 0 : group.count(),
        request.message(),
        request.error(),
        request.meta(),
        evalId == null ? null : evalId.value(),
        0);
  }
}
