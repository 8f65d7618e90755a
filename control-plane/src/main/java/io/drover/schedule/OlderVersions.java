package io.drover.schedule;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentState;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.TaskGroup;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the version that a group is at while canaries of a newer one are tried: what is lost of the
 * old ones is replaced by old ones. Source: semantics.md 4.3.
 */
final class OlderVersions {
  /**
   * A version of the job.
   *
   * @param deploymentId the deployment that brought it, empty if there was none
   */
  record Older(JobVersion version, TaskGroup group, String deploymentId) {}

  private final State state;
  private final JobKey job;

  OlderVersions(State state, JobKey job) {
    this.state = state;
    this.job = job;
  }

  /** Null if none is known that is new enough; then the newest version has to do. */
  @Nullable Older of(Placement placement) {
    String group = placement.group().name();
    List<Deployment> newestFirst =
        state.snapshot().deploymentsOf(job).stream()
            .sorted(Comparator.comparingLong(Deployment::jobVersion).reversed())
            .toList();
    for (Deployment deployment : newestFirst) {
      DeploymentState progress = deployment.taskGroups().get(group);
      if (progress != null && (progress.promoted() || progress.desiredCanaries() == 0)) {
        Older older = older(deployment.jobVersion(), group, deployment.id());
        return older == null || older.version.version() < placement.leastVersion() ? null : older;
      }
    }
    // A version without an update block came without a deployment.
    Older older = older(placement.leastVersion(), group, "");
    return older == null || GroupRollout.rolling(older.group) != null ? null : older;
  }

  private @Nullable Older older(long number, String groupName, String deploymentId) {
    JobVersion version = state.snapshot().version(job, number);
    TaskGroup group = version == null ? null : state.job(version.digest()).group(groupName);
    return version == null || group == null ? null : new Older(version, group, deploymentId);
  }
}
