package io.drover.schedule;

import io.drover.contract.ids.Digest;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.TaskGroup;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Groups as the versions have them that allocations run: what happens to an allocation that fails
 * or is cut off is decided by what it was started with, not by what its job says now.
 */
final class OwnGroups {
  private record Key(Digest digest, String group) {}

  private final State state;
  private final Map<Key, TaskGroup> known = new HashMap<>();

  OwnGroups(State state) {
    this.state = state;
  }

  /** Null if the version has no such group, which a registered one always has. */
  @Nullable TaskGroup of(Allocation allocation) {
    Key key = new Key(allocation.jobRef().digest(), allocation.taskGroup());
    return known.computeIfAbsent(key, k -> state.job(k.digest).group(k.group));
  }
}
