package io.drover.command;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.JobVersion;
import io.drover.event.JobStabilityChanged;
import io.drover.state.Snapshot;
import java.util.List;

/** Says of a version of a job whether it is stable. Source: semantics.md 1.5. */
public record StabilizeJob(JobKey job, long version, boolean stable) implements Command<Long> {

  /** The index as of which it is so. */
  @Override
  public Outcome<Long> decide(Snapshot snapshot, Context context) throws Refusal {
    JobVersion found = snapshot.version(job, version);
    if (found == null) {
      throw RevertJob.noSuchVersion(job, version);
    }
    return found.stable() == stable
        ? Outcome.unchanged(index -> index)
        : new Outcome<>(List.of(new JobStabilityChanged(job, version, stable)), index -> index);
  }
}
