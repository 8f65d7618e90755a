package io.drover.command;

import io.drover.contract.ids.Digest;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.state.JobSource;
import io.drover.state.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Makes an earlier version of a job its newest one again, with the text that it came from. Source:
 * semantics.md 1.5.
 *
 * @param enforcePriorVersion the version that the job must have now, or null
 */
public record RevertJob(JobKey job, long version, @Nullable Long enforcePriorVersion)
    implements Command<RegisterJob.Answer> {

  @Override
  public Outcome<RegisterJob.Answer> decide(Snapshot snapshot, Context context) throws Refusal {
    JobVersion current = snapshot.job(job);
    if (current == null) {
      throw new Refusal(500, "job \"%s\" not found".formatted(job.id()));
    }
    if (current.version() == version) {
      throw new Refusal(500, "can't revert to current version");
    }
    if (enforcePriorVersion != null && enforcePriorVersion != current.version()) {
      throw new Refusal(
          500,
          "Current job has version %d; enforcing version %d"
              .formatted(current.version(), enforcePriorVersion));
    }
    JobVersion wanted = snapshot.version(job, version);
    if (wanted == null) {
      throw noSuchVersion(job, version);
    }
    JobSpec spec = context.job(wanted.digest());
    JobSource source = snapshot.source(job, version);
    Digest text = source == null ? null : source.digest();
    return new RegisterJob(spec, wanted.digest(), null, 0, wanted.stop(), text)
        .decide(snapshot, context);
  }

  static Refusal noSuchVersion(JobKey job, long version) {
    return new Refusal(
        500,
        "job \"%s\" in namespace \"%s\" at version %d not found"
            .formatted(job.id(), job.namespace(), version));
  }
}
