package io.drover.command;

import io.drover.contract.ids.Digest;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.event.PeriodicLaunched;
import io.drover.state.JobTally;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Launches a periodic job: makes its child of that second and evaluates it. Forced, it does not
 * mind other children that still run. The answer is absent if the parent is not the one any more
 * that the child was made from: then it has to be made again. Source: semantics.md 2.
 *
 * @param launch when it was due, Unix nanoseconds
 */
public record LaunchJob(JobKey parent, long launch, boolean forced, Derived child)
    implements Command<Optional<LaunchJob.Answer>> {

  /** What follows a parent's id in that of a child launched by the clock. */
  public static final String INFIX = "/periodic-";

  /** Ids and indexes; the evaluation's id is empty if an earlier child kept it from being made. */
  public record Answer(String evalId, long evalCreateIndex, long index) {}

  /**
   * The parent, checked.
   *
   * @throws Refusal if it is not launched by the clock
   */
  public static JobVersion check(Snapshot snapshot, Function<Digest, JobSpec> documents, JobKey key)
      throws Refusal {
    JobVersion job = snapshot.job(key);
    if (job == null) {
      throw new Refusal(500, "job not found");
    }
    if (!job.periodic()) {
      throw new Refusal(500, "can't force launch non-periodic job");
    }
    if (!tracked(documents.apply(job.digest()), job)) {
      throw new Refusal(
          500,
          "force launch for job \"%s\" failed: can't force run non-tracked job \"%s\" (%s)"
              .formatted(key.id(), key.id(), key.namespace()));
    }
    return job;
  }

  /** Whether the clock launches the job. */
  public static boolean tracked(JobSpec spec, JobVersion job) {
    return NewVersion.tracked(spec, job.stop());
  }

  @Override
  public Outcome<Optional<Answer>> decide(Snapshot snapshot, Context context) throws Refusal {
    JobVersion base = check(snapshot, context::job, parent);
    if (!child.isOf(base)) {
      return Outcome.unchanged(index -> Optional.empty());
    }
    if (!forced && prohibited(snapshot, context, base)) {
      return Outcome.unchanged(index -> Optional.of(new Answer("", 0, index)));
    }
    JobSpec spec = child.spec();
    NewVersion version = new NewVersion(spec, child.digest(), false, null);
    List<Event> events = new ArrayList<>();
    if (!version.unchanged(snapshot.job(spec.key()))) {
      events.addAll(version.events(snapshot, context));
    }
    Evaluation evaluation =
        NewEvaluation.of(
            context, spec.key(), spec.type(), spec.priority(), EvalTrigger.PERIODIC_JOB);
    events.add(new EvaluationsUpdated(List.of(evaluation)));
    events.add(new PeriodicLaunched(parent, launch));
    return new Outcome<>(
        events, index -> Optional.of(new Answer(evaluation.id().value(), index, index)));
  }

  private boolean prohibited(Snapshot snapshot, Context context, JobVersion base) {
    JobSpec spec = context.job(base.digest());
    return spec.periodic() != null
        && spec.periodic().prohibitOverlap()
        && snapshot.jobsWithPrefix(parent.namespace(), parent.id() + INFIX).stream()
            .filter(sibling -> sibling.parentId().equals(parent.id()))
            .map(sibling -> snapshot.tally(sibling.key()))
            .anyMatch(LaunchJob::open);
  }

  private static boolean open(JobTally tally) {
    return tally.liveAllocations() > 0 || tally.openEvaluations() > 0;
  }
}
