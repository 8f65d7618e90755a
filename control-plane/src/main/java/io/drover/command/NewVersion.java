package io.drover.command;

import io.drover.contract.ids.Digest;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobStatus;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.ScalingPolicy;
import io.drover.contract.model.TaskGroup;
import io.drover.event.Event;
import io.drover.event.JobRegistered;
import io.drover.event.JobSourceKept;
import io.drover.event.PeriodicLaunched;
import io.drover.event.ScalingPoliciesChanged;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A document that is to become a job's newest version, whoever wants that: a registration, a
 * revert, a scaling, a dispatch or the clock.
 *
 * @param source where the text is that it was made from, null if it is not kept
 */
record NewVersion(JobSpec spec, Digest digest, boolean stop, @Nullable Digest source) {

  /** Whether the job is like that already, so that nothing has to be written. */
  boolean unchanged(@Nullable JobVersion old) {
    return old != null && old.digest().equals(digest) && old.stop() == stop;
  }

  /** Whether an evaluation goes with it: what only gives rise to children is never placed. */
  boolean evaluates() {
    return spec.periodic() == null && !parameterized(spec);
  }

  /** A dispatched child has its parent's block but is not to be dispatched itself. */
  static boolean parameterized(JobSpec spec) {
    return spec.parameterizedJob() != null && !spec.dispatched();
  }

  /** Whether the clock launches the job, which is then tracked by the leader. */
  static boolean tracked(JobSpec spec, boolean stop) {
    return spec.periodic() != null && spec.periodic().enabled() && !parameterized(spec) && !stop;
  }

  /** What has to be written, but for evaluations. */
  List<Event> events(Snapshot snapshot, Context context) {
    List<Event> events = new ArrayList<>();
    events.add(
        new JobRegistered(
            version(context), spec.taskGroups().stream().map(TaskGroup::name).toList()));
    if (source != null) {
      events.add(new JobSourceKept(spec.key(), source));
    }
    List<ScalingPolicy> policies = policies();
    if (!same(policies, snapshot.scalingPoliciesOf(spec.key()))) {
      events.add(new ScalingPoliciesChanged(spec.key(), policies));
    }
    if (tracked(spec, stop) && snapshot.launch(spec.key()) == null) {
      events.add(new PeriodicLaunched(spec.key(), context.nowNanos()));
    }
    return events;
  }

  private List<ScalingPolicy> policies() {
    return stop
        ? List.of() // A stopped job is not to be scaled.
        : spec.taskGroups().stream()
            .map(TaskGroup::scaling)
            .filter(Objects::nonNull)
            .filter(policy -> spec.id().equals(policy.target().get("Job"))) // Not its parent's.
            .toList();
  }

  private static boolean same(List<ScalingPolicy> wanted, List<ScalingPolicy> present) {
    List<ScalingPolicy> plain =
        present.stream().map(p -> p.withCreateIndex(0).withModifyIndex(0)).toList();
    return plain.size() == wanted.size() && plain.containsAll(wanted);
  }

  private JobVersion version(Context context) {
    JobKey key = spec.key();
    return new JobVersion(
        key.namespace(),
        key.id(),
        0,
        digest,
        stop,
        false,
        JobStatus.PENDING,
        "",
        context.nowNanos(),
        0,
        0,
        0,
        spec.name(),
        spec.parentId(),
        spec.type(),
        spec.priority(),
        spec.datacenters(),
        spec.nodePool(),
        spec.periodic() != null,
        parameterized(spec),
        spec.dispatchIdempotencyToken());
  }
}
