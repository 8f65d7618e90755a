package io.drover.command;

import io.drover.contract.ids.Digest;
import io.drover.contract.model.AllocState;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Node;
import io.drover.contract.model.TaskGroup;
import io.drover.state.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node that is silent may still come back to what runs on it. Asks each job's document
 * once. Source: semantics.md 4.9 and 9.
 */
final class Disconnection {

  private record Group(Digest job, String name) {}

  private final Snapshot snapshot;
  private final Context context;
  private final Map<Group, Optional<Duration>> windows = new HashMap<>();

  Disconnection(Snapshot snapshot, Context context) {
    this.snapshot = snapshot;
    this.context = context;
  }

  /** True if an allocation on it may be out of touch for a time that is not over. */
  boolean awaits(Node node) {
    return snapshot.openAllocationsOn(node.id()).stream()
        .anyMatch(allocation -> !allocation.serverTerminal() && mayReturn(allocation));
  }

  private boolean mayReturn(Allocation allocation) {
    Optional<Duration> window =
        windows.computeIfAbsent(
            new Group(allocation.jobRef().digest(), allocation.taskGroup()), this::window);
    if (window.isEmpty()) {
      return false;
    }
    Instant since = unknownSince(allocation);
    return since == null || since.plus(window.get()).isAfter(context.now());
  }

  private Optional<Duration> window(Group group) {
    return context.job(group.job()).taskGroups().stream()
        .filter(g -> g.name().equals(group.name()))
        .findFirst()
        .map(TaskGroup::maxClientDisconnect);
  }

  private static @Nullable Instant unknownSince(Allocation allocation) {
    if (allocation.clientStatus() != ClientStatus.UNKNOWN) {
      return null;
    }
    List<AllocState> states = allocation.allocStates();
    for (AllocState state : states.reversed()) {
      if (state.value().equals(ClientStatus.UNKNOWN.word())) {
        return state.time();
      }
    }
    // Nothing but the loss of touch can have changed it last.
    return Instant.EPOCH.plusNanos(allocation.modifyTime());
  }

  /** True if all that was out of touch on a node has reported again. */
  static boolean over(Snapshot snapshot, Node node) {
    return snapshot.openAllocationsOn(node.id()).stream()
        .noneMatch(a -> a.clientStatus() == ClientStatus.UNKNOWN && !a.serverTerminal());
  }
}
