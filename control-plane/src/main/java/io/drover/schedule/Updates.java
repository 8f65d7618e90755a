package io.drover.schedule;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.List;

/**
 * Which allocations of a group are of another version than their job, and whether they can go on
 * under the new one. Source: semantics.md 4.5.
 */
final class Updates {
  /** Knows whether an allocation may stay on its node under the new version. */
  interface InPlaceCheck {
    boolean possible(Allocation allocation, TaskGroup group);
  }

  final List<Allocation> inPlace = new ArrayList<>();
  final List<Allocation> destructive = new ArrayList<>();
  int unchanged;

  static Updates of(
      List<Allocation> staying,
      TaskGroup group,
      JobSpec job,
      JobVersion version,
      State state,
      InPlaceCheck check) {
    Updates updates = new Updates();
    for (Allocation allocation : staying) {
      if (current(allocation, version)) {
        updates.unchanged++;
      } else if (destructive(allocation, group, job, version, state)) {
        updates.destructive.add(allocation);
      } else if (allocation.terminal()) {
        updates.unchanged++;
      } else if (check.possible(allocation, group)) {
        updates.inPlace.add(allocation);
      } else {
        updates.destructive.add(allocation);
      }
    }
    return updates;
  }

  static boolean current(Allocation allocation, JobVersion version) {
    return allocation.jobRef().jobModifyIndex() == version.jobModifyIndex();
  }

  /** True when its tasks have to be stopped and started for the new version. */
  static boolean destructive(
      Allocation allocation, TaskGroup group, JobSpec job, JobVersion version, State state) {
    return !allocation.jobRef().digest().equals(version.digest())
        && GroupChange.destructive(state.job(allocation.jobRef().digest()), job, group.name());
  }
}
