package io.drover.command;

import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Namespace;
import io.drover.state.Snapshot;

/** Whether jobs may be written at all, as of the newest state. */
final class Admission {

  private Admission() {}

  /** Refuses while the scheduler configuration says so. */
  static void require(Snapshot snapshot) throws Refusal {
    if (snapshot.scheduling().rejectJobRegistration()) {
      throw new Refusal(
          403, "Job registration, dispatch, and scale are disabled by the scheduler configuration");
    }
  }

  /** Refuses also if the job's namespace was deleted since the job was looked at. */
  static void require(Snapshot snapshot, JobSpec job) throws Refusal {
    require(snapshot);
    String namespace = job.namespace();
    if (!namespace.equals(Namespace.DEFAULT) && snapshot.namespaces().get(namespace) == null) {
      throw new Refusal(
          500, "job \"%s\" is in nonexistent namespace \"%s\"".formatted(job.id(), namespace));
    }
  }
}
