package io.drover.state;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.ScalingPolicy;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The part of a {@link SnapshotEditor} for what is kept beside jobs. */
public final class JobRecordsEditor {

  private final BiConsumer<TableName, Watch> touch;
  private JobRecords records;

  JobRecordsEditor(JobRecords records, BiConsumer<TableName, Watch> touch) {
    this.records = records;
    this.touch = touch;
  }

  JobRecords records() {
    return records;
  }

  /** Removes everything of a job but its sources, which go with its versions. */
  void removeAll(JobKey job) {
    removeScaling(job);
    removePolicies(job);
    removeLaunch(job);
  }

  void removeSource(VersionKey key) {
    if (records.sources().contains(key)) {
      records = records.withSources(records.sources().without(key));
      touch.accept(TableName.JOB_SOURCES, Watch.job(Topic.JOB, key.job()));
    }
  }

  /** Puts where the text of a version is. */
  public void putSource(JobSource source) {
    VersionKey key = new VersionKey(source.job(), source.version());
    records = records.withSources(records.sources().with(key, source));
    touch.accept(TableName.JOB_SOURCES, Watch.job(Topic.JOB, source.job()));
  }

  public @Nullable ScalingHistory scaling(JobKey job) {
    return records.scalings().get(job);
  }

  public void putScaling(ScalingHistory history) {
    records = records.withScalings(records.scalings().with(history.job(), history));
    touch.accept(TableName.SCALING_HISTORIES, Watch.job(Topic.JOB_SCALING, history.job()));
  }

  private void removeScaling(JobKey job) {
    if (records.scalings().contains(job)) {
      records = records.withScalings(records.scalings().without(job));
      touch.accept(TableName.SCALING_HISTORIES, Watch.job(Topic.JOB_SCALING, job));
    }
  }

  public @Nullable ScalingPolicy scalingPolicy(String id) {
    return records.policies().get(id);
  }

  /** Puts a policy of a group. */
  public void putPolicy(JobKey job, String group, ScalingPolicy policy) {
    records =
        records.withPolicies(
            records.policies().with(policy.id(), policy),
            records.policiesByJob().with(new Pair<>(job, group), policy.id()));
    touch.accept(TableName.SCALING_POLICIES, Watch.of(Topic.SCALING_POLICY, policy.id()));
  }

  /** The ids of a job's policies by group. */
  public SortedMap<String, String> policies(JobKey job) {
    SortedMap<String, String> found = new TreeMap<>();
    for (var entry : records.policiesByJob().from(new Pair<>(job, "")).entries()) {
      if (!entry.getKey().first().equals(job)) {
        break;
      }
      found.put(entry.getKey().second(), entry.getValue());
    }
    return found;
  }

  public void removePolicy(JobKey job, String group) {
    Pair<JobKey, String> key = new Pair<>(job, group);
    String id = records.policiesByJob().get(key);
    if (id != null) {
      records =
          records.withPolicies(
              records.policies().without(id), records.policiesByJob().without(key));
      touch.accept(TableName.SCALING_POLICIES, Watch.of(Topic.SCALING_POLICY, id));
    }
  }

  /** Removes all policies of a job. */
  public void removePolicies(JobKey job) {
    policies(job).keySet().forEach(group -> removePolicy(job, group));
  }

  public @Nullable PeriodicLaunch launch(JobKey job) {
    return records.launches().get(job);
  }

  public void putLaunch(PeriodicLaunch launch) {
    records = records.withLaunches(records.launches().with(launch.job(), launch));
    touch.accept(TableName.PERIODIC_LAUNCHES, Watch.job(Topic.JOB, launch.job()));
  }

  public void removeLaunch(JobKey job) {
    if (records.launches().contains(job)) {
      records = records.withLaunches(records.launches().without(job));
      touch.accept(TableName.PERIODIC_LAUNCHES, Watch.job(Topic.JOB, job));
    }
  }
}
