package io.drover.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drover.contract.model.AllocMetric;
import io.drover.contract.model.Evaluation;
import io.drover.schedule.Desired.Change;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What registering a job would do, as it goes over the wire. Source: objects.md 1.21.
 *
 * @param jobModifyIndex that of the job as it is registered, 0 if it is not
 * @param createdEvals evaluations that would wait for capacity
 * @param diff null if it was not asked for
 * @param nextPeriodicLaunch when the clock would launch the job next, in its zone; else null
 */
public record JobPlan(
    Annotations annotations,
    @JsonProperty("FailedTGAllocs") Map<String, AllocMetric> failedTgAllocs,
    long jobModifyIndex,
    List<Evaluation> createdEvals,
    @Nullable JobDiff diff,
    @Nullable String nextPeriodicLaunch,
    String warnings,
    long index) {

  /** Counts by group, and the allocations that would have to stop for it. */
  public record Annotations(
      @JsonProperty("DesiredTGUpdates") Map<String, Updates> desiredTgUpdates,
      List<AllocationStub> preemptedAllocs) {}

  /** How many allocations of a group would change in which way. */
  public record Updates(
      int ignore,
      int place,
      int migrate,
      int stop,
      int inPlaceUpdate,
      int destructiveUpdate,
      int canary,
      int preemptions) {

    static Updates of(Map<Change, Integer> counts) {
      return new Updates(
          counts.getOrDefault(Change.IGNORE, 0),
          counts.getOrDefault(Change.PLACE, 0),
          counts.getOrDefault(Change.MIGRATE, 0),
          counts.getOrDefault(Change.STOP, 0),
          counts.getOrDefault(Change.IN_PLACE_UPDATE, 0),
          counts.getOrDefault(Change.DESTRUCTIVE_UPDATE, 0),
          counts.getOrDefault(Change.CANARY, 0),
          counts.getOrDefault(Change.PREEMPT, 0));
    }
  }
}
