package io.drover.state;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.ScalingPolicy;

/**
 * What is kept beside jobs: the texts that their versions came from, how they were scaled and may
 * be, and when they were last launched by the clock. Policies are found by their id, and by their
 * job and group.
 */
record JobRecords(
    Table<VersionKey, JobSource> sources,
    Table<JobKey, ScalingHistory> scalings,
    Table<String, ScalingPolicy> policies,
    Table<Pair<JobKey, String>, String> policiesByJob,
    Table<JobKey, PeriodicLaunch> launches) {

  static final JobRecords EMPTY =
      new JobRecords(Table.empty(), Table.empty(), Table.empty(), Table.empty(), Table.empty());

  JobRecords withSources(Table<VersionKey, JobSource> now) {
    return new JobRecords(now, scalings, policies, policiesByJob, launches);
  }

  JobRecords withScalings(Table<JobKey, ScalingHistory> now) {
    return new JobRecords(sources, now, policies, policiesByJob, launches);
  }

  JobRecords withPolicies(
      Table<String, ScalingPolicy> now, Table<Pair<JobKey, String>, String> byJob) {
    return new JobRecords(sources, scalings, now, byJob, launches);
  }

  JobRecords withLaunches(Table<JobKey, PeriodicLaunch> now) {
    return new JobRecords(sources, scalings, policies, policiesByJob, now);
  }
}
