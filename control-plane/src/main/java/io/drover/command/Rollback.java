package io.drover.command;

import io.drover.contract.model.Deployment;
import io.drover.contract.model.JobVersion;
import io.drover.event.Event;
import io.drover.state.JobSource;
import io.drover.state.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way back from a deployment that failed to the newest stable version of its job. Source:
 * semantics.md 5.
 *
 * @param description why the deployment failed, and what comes of it
 * @param events make the stable version the newest one again; empty if the job stays as it is
 * @param version the version that is gone back to, or null
 */
record Rollback(String description, List<Event> events, @Nullable Long version) {

  static Rollback none(String description) {
    return new Rollback(description, List.of(), null);
  }

  static Rollback of(Snapshot snapshot, Context context, Deployment failed, String reason) {
    JobVersion current = snapshot.job(failed.job());
    if (current == null
        || current.createIndex() != failed.jobCreateIndex()
        || current.version() != failed.jobVersion()) {
      // Somebody stopped or changed the job meanwhile. That must not be undone.
      return none(reason);
    }
    JobVersion stable = newestStable(snapshot, failed);
    if (stable == null) {
      return none(reason + " - no stable job version to auto revert to");
    }
    if (stable.digest().equals(current.digest()) && stable.stop() == current.stop()) {
      return none(
          reason
              + " - not rolling back to stable job version "
              + stable.version()
              + " as current job has same specification");
    }
    JobSource source = snapshot.source(failed.job(), stable.version());
    NewVersion again =
        new NewVersion(
            context.job(stable.digest()),
            stable.digest(),
            stable.stop(),
            source == null ? null : source.digest());
    return new Rollback(
        reason + " - rolling back to job version " + stable.version(),
        again.events(snapshot, context),
        stable.version());
  }

  private static @Nullable JobVersion newestStable(Snapshot snapshot, Deployment failed) {
    return snapshot.versions(failed.job()).reversed().stream()
        .filter(JobVersion::stable)
        .findFirst()
        .orElse(null);
  }
}
