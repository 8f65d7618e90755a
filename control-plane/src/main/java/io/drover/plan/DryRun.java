package io.drover.plan;

import io.drover.apply.Appliers;
import io.drover.command.Context;
import io.drover.command.NewEvaluation;
import io.drover.command.Outcome;
import io.drover.command.Refusal;
import io.drover.command.RegisterJob;
import io.drover.command.job.JobDocument;
import io.drover.command.job.LaunchTimes;
import io.drover.contract.ids.Digest;
import io.drover.contract.ids.EvalId;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.PeriodicConfig;
import io.drover.documents.JobDocuments;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.schedule.Desired.Change;
import io.drover.schedule.Schedulers;
import io.drover.schedule.State;
import io.drover.state.Snapshot;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Registers a job on a snapshot that nobody else sees and lets the scheduler plan for it: the same
 * commands, appliers and schedulers that do it in earnest, but nothing is written. Immutable; any
 * thread, but it takes as long as scheduling the job takes, so none that must not be held up.
 */
public final class DryRun {

  private final JobDocuments documents;
  private final InstantSource clock;
  private final Supplier<String> ids;

  /** With the stored documents, the clock that evaluations get, and fresh UUIDs for them. */
  public DryRun(JobDocuments documents, InstantSource clock, Supplier<String> ids) {
    this.documents = documents;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * A job to try.
   *
   * @param spec canonical and valid
   * @param document that of the spec
   * @param stop the job is to be there, but stopped
   * @param warnings what the validation remarked
   * @param diff the answer is to show how the job differs from the registered one
   */
  public record Request(
      JobSpec spec, JobDocument document, boolean stop, String warnings, boolean diff) {}

  /**
   * Plans the job on that state.
   *
   * @throws Refusal with the status and text with which the registration would be refused
   */
  public JobPlan run(Snapshot snapshot, Request request) throws Refusal {
    JobSpec spec = request.spec;
    Trial context =
        new Trial(clock.instant(), ids, new DryRunDocuments(documents, spec, request.document));
    RegisterJob command =
        new RegisterJob(spec, request.document.digest(), null, 0, request.stop, null);
    Outcome<RegisterJob.Answer> outcome = command.decide(snapshot, context);
    long index = snapshot.index() + 1;
    List<Event> events = new ArrayList<>(outcome.events());
    String evalId = outcome.answer().apply(index).evalId();
    if (evalId.isEmpty()) { // Launched later, from outside: planned as if that were now.
      Evaluation launch =
          NewEvaluation.of(
              context, spec.key(), spec.type(), spec.priority(), EvalTrigger.JOB_REGISTER);
      events.add(new EvaluationsUpdated(List.of(launch)));
      evalId = launch.id().value();
    }
    Snapshot trial = Appliers.apply(snapshot, events, index).snapshot();
    RecordingPlanner planner = schedule(trial, context, new EvalId(evalId));
    JobVersion old = snapshot.job(spec.key());
    return answer(request, planner, old);
  }

  private static RecordingPlanner schedule(Snapshot trial, Trial context, EvalId id) {
    Evaluation evaluation = trial.evaluation(id);
    if (evaluation == null) {
      throw new IllegalStateException("the evaluation was applied a moment ago");
    }
    RecordingPlanner planner = new RecordingPlanner(evaluation);
    State state = new State(trial, context.documents, context.nowNanos());
    Schedulers.of(evaluation, state, planner).process(evaluation);
    return planner;
  }

  private JobPlan answer(Request request, RecordingPlanner planner, @Nullable JobVersion old) {
    Map<String, Map<Change, Integer>> counts = planner.desired().counts();
    Map<String, JobPlan.Updates> updates = new TreeMap<>();
    counts.forEach((group, changes) -> updates.put(group, JobPlan.Updates.of(changes)));
    long registered = old == null ? 0 : old.jobModifyIndex();
    return new JobPlan(
        new JobPlan.Annotations(
            updates, planner.desired().victims().stream().map(AllocationStub::of).toList()),
        planner.processed().failedTgAllocs(),
        registered,
        planner.created(),
        request.diff ? diff(request, counts, old) : null,
        nextLaunch(request),
        request.warnings,
        registered);
  }

  private @Nullable String nextLaunch(Request request) {
    PeriodicConfig periodic = request.spec.periodic();
    return periodic == null || !periodic.enabled()
        ? null
        : LaunchTimes.of(periodic)
            .next(clock.instant())
            .map(DateTimeFormatter.ISO_OFFSET_DATE_TIME::format)
            .orElse(null);
  }

  private JobDiff diff(
      Request request, Map<String, Map<Change, Integer>> counts, @Nullable JobVersion old) {
    JobDiffs.Version before =
        old == null ? null : new JobDiffs.Version(documents.spec(old.digest()), old.stop());
    return new JobDiffs(counts).of(before, new JobDiffs.Version(request.spec, request.stop));
  }

  /** What a decision may use, with the document that is tried. */
  private record Trial(Instant now, Supplier<String> ids, JobDocuments documents)
      implements Context {

    @Override
    public String newId() {
      return ids.get();
    }

    @Override
    public JobSpec job(Digest digest) {
      return documents.spec(digest);
    }
  }
}
