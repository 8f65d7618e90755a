package io.drover.command;

import io.drover.contract.ids.Digest;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Registers a job whose document is canonical, valid and stored under {@code digest}. An unchanged
 * document writes no new version, only an evaluation. Source: semantics.md 1.1, 1.4, 1.5.
 *
 * @param enforceIndex the JobModifyIndex that the stored job must have (0: it must not exist), or
 *     null
 * @param evalPriority 1 to 100, or 0 for the job's own
 * @param stop the job is to be there, but stopped
 * @param source where the text is stored that the job was made from, null if it is not kept
 */
public record RegisterJob(
    JobSpec spec,
    Digest digest,
    @Nullable Long enforceIndex,
    int evalPriority,
    boolean stop,
    @Nullable Digest source)
    implements Command<RegisterJob.Answer> {

  /** A job that is to run. */
  public RegisterJob(JobSpec spec, Digest digest, @Nullable Long enforceIndex, int evalPriority) {
    this(spec, digest, enforceIndex, evalPriority, false, null);
  }

  /** Ids and indexes for the client; the evaluation's id is empty when there is none. */
  public record Answer(String evalId, long evalCreateIndex, long jobModifyIndex, long index) {}

  @Override
  public Outcome<Answer> decide(Snapshot snapshot, Context context) throws Refusal {
    Admission.require(snapshot, spec);
    JobVersion old = snapshot.job(spec.key());
    checkIndex(old);
    if (old != null) {
      checkUpdate(old, context);
    }
    NewVersion version = new NewVersion(spec, digest, stop, source);
    boolean unchanged = version.unchanged(old);
    boolean evaluates = version.evaluates();
    List<Event> events = new ArrayList<>();
    if (!unchanged) {
      events.addAll(version.events(snapshot, context));
    }
    Evaluation evaluation = evaluates ? evaluation(context) : null;
    if (evaluation != null) {
      events.add(new EvaluationsUpdated(List.of(evaluation)));
    }
    long oldModifyIndex = old == null ? 0 : old.jobModifyIndex();
    String evalId = evaluation == null ? "" : evaluation.id().value();
    return new Outcome<>(
        events,
        index ->
            new Answer(
                evalId,
                evaluates ? index : 0,
                unchanged ? oldModifyIndex : index,
                unchanged && !evaluates ? 0 : index));
  }

  private void checkIndex(@Nullable JobVersion old) throws Refusal {
    if (enforceIndex == null) {
      return;
    }
    if (enforceIndex == 0 && old != null) {
      throw new Refusal(500, "Enforcing job modify index 0: job already exists");
    }
    if (enforceIndex != 0 && old == null) {
      throw new Refusal(500, "Enforcing job modify index " + enforceIndex + ": job does not exist");
    }
    if (old != null && old.jobModifyIndex() != enforceIndex) {
      throw new Refusal(
          500,
          "Enforcing job modify index %d: job exists with conflicting job modify index: %d"
              .formatted(enforceIndex, old.jobModifyIndex()));
    }
  }

  private void checkUpdate(JobVersion old, Context context) throws Refusal {
    if (old.type() != spec.type()) {
      throw new Refusal(
          500,
          "cannot update job from type \"%s\" to \"%s\""
              .formatted(old.type().word(), spec.type().word()));
    }
    if (old.periodic() != (spec.periodic() != null)) {
      throw new Refusal(
          500,
          old.periodic()
              ? "cannot update periodic job to being non-periodic"
              : "cannot update non-periodic job to being periodic");
    }
    if (!old.parentId().isEmpty() && context.job(old.digest()).dispatched() != spec.dispatched()) {
      throw new Refusal(500, "field 'Dispatched' is read-only");
    }
    if (old.parameterized() != NewVersion.parameterized(spec)) {
      throw new Refusal(
          500,
          old.parameterized()
              ? "cannot update parameterized job to being non-parameterized"
              : "cannot update non-parameterized job to being parameterized");
    }
  }

  private Evaluation evaluation(Context context) {
    JobKey job = spec.key();
    int priority = evalPriority > 0 ? evalPriority : spec.priority();
    return NewEvaluation.of(context, job, spec.type(), priority, EvalTrigger.JOB_REGISTER);
  }
}
