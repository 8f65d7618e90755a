package io.drover.sidecar.stats;

import io.drover.contract.json.KeepEmpty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one task uses, as the API shows it.
 *
 * @param timestamp nanoseconds since 1970
 * @param pids by process id
 */
@RegisterForReflection
public record TaskResourceUsage(
    ResourceUsage resourceUsage, long timestamp, @KeepEmpty Map<String, ResourceUsage> pids) {

  static TaskResourceUsage of(TaskUsage usage) {
    Map<String, ResourceUsage> pids = new TreeMap<>();
    usage.pids().forEach((pid, one) -> pids.put(Long.toString(pid), ResourceUsage.of(one)));
    return new TaskResourceUsage(ResourceUsage.of(usage.total()), usage.unixNanos(), pids);
  }
}
