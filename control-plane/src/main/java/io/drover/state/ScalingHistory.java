package io.drover.state;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.ScalingEvent;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the groups of a job were scaled, each group's newest event first. */
public record ScalingHistory(
    String namespace, String jobId, Map<String, List<ScalingEvent>> groups, long modifyIndex) {

  public ScalingHistory {
    groups =
        groups == null
            ? Map.of()
            : Collections.unmodifiableSortedMap(new TreeMap<>(groups)); // Equal ones, equal bytes.
  }

  public JobKey job() {
    return new JobKey(namespace, jobId);
  }

  /** The events of a group, newest first. */
  public List<ScalingEvent> of(String group) {
    return groups.getOrDefault(group, List.of());
  }
}
