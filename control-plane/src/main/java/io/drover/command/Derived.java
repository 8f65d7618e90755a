package io.drover.command;

import io.drover.command.job.JobDocument;
import io.drover.contract.ids.Digest;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.TaskGroup;
import java.util.HashMap;
import java.util.Map;

/**
 * A job that was made from a registered one, outside of the command that is to write it, as its
 * document has to be stored before.
 *
 * @param base the document that it was made from
 */
public record Derived(Digest base, JobSpec spec, JobDocument document) {

  /** Whether the job is still what this was made from. */
  boolean isOf(JobVersion job) {
    return job.digest().equals(base);
  }

  /** The address of the derived job's document. */
  public Digest digest() {
    return document.digest();
  }

  private static Derived of(JobVersion from, JobSpec spec) {
    return new Derived(from.digest(), spec, JobDocument.of(spec));
  }

  /** The job with another count of a group. */
  public static Derived scaled(JobVersion from, JobSpec spec, String group, int count) {
    return of(
        from,
        spec.withTaskGroups(
            spec.taskGroups().stream()
                .map(g -> g.name().equals(group) ? g.withCount(count) : g)
                .toList()));
  }

  /** The job with the counts that its groups have now; those that are new keep theirs. */
  public static JobSpec withCountsOf(JobSpec spec, JobSpec registered) {
    return spec.withTaskGroups(
        spec.taskGroups().stream()
            .map(
                group -> {
                  TaskGroup same = registered.group(group.name());
                  return same == null ? group : group.withCount(same.count());
                })
            .toList());
  }

  /** The child that a dispatch makes; what the dispatch says of it wins over its parent's meta. */
  public static Derived dispatched(
      JobVersion parent, JobSpec spec, String id, DispatchJob.Request request) {
    Map<String, String> meta = new HashMap<>(spec.meta());
    meta.putAll(request.meta());
    return of(
        parent,
        child(spec, id)
            .withDispatched(true)
            .withDispatchIdempotencyToken(request.idempotencyToken())
            .withPayload(request.payload().length == 0 ? null : request.payload())
            .withMeta(meta));
  }

  /** The child that the clock launches. Source of the name: semantics.md 2. */
  public static Derived launched(JobVersion parent, JobSpec spec, long unixSeconds) {
    return of(parent, child(spec, spec.id() + LaunchJob.INFIX + unixSeconds).withPeriodic(null));
  }

  private static JobSpec child(JobSpec parent, String id) {
    return parent.withId(id).withName(id).withParentId(parent.id());
  }
}
