package io.drover.sidecar.boot;

import io.drover.contract.json.GoDuration;
import io.drover.sidecar.task.CollectionRule;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * When directories of ended allocations are removed; every member optional.
 *
 * @param interval between looks, in Go's notation; default 1m
 * @param diskUsageThreshold percent; default 80
 * @param inodeUsageThreshold percent; default 70
 * @param maxAllocs kept at most; default 50
 * @param parallelDestroys at a time; default 2
 */
@RegisterForReflection
public record GcConfig(
    @Nullable String interval,
    @Nullable Double diskUsageThreshold,
    @Nullable Double inodeUsageThreshold,
    @Nullable Integer maxAllocs,
    @Nullable Integer parallelDestroys) {

  static GcConfig defaults() {
    return new GcConfig(null, null, null, null, null);
  }

  CollectionRule.Thresholds thresholds() {
    return new CollectionRule.Thresholds(
        GoDuration.parse(interval == null ? "1m" : interval),
        diskUsageThreshold == null ? 80 : diskUsageThreshold,
        inodeUsageThreshold == null ? 70 : inodeUsageThreshold,
        maxAllocs == null ? 50 : maxAllocs,
        parallelDestroys == null ? 2 : parallelDestroys);
  }
}
