package io.drover.schedule;

import io.drover.contract.model.AllocState;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.TaskGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the state of their nodes means for allocations. An allocation that was cut off counts
 * as waiting to come back until its client's status is recorded again. Source: semantics.md 4.4.
 */
final class Standings {
  /** What becomes of an allocation as far as its node is concerned. */
  enum Standing {
    /** Nothing is wrong with it, or it ended. */
    STAYS,
    /** It was told to go somewhere else. */
    MOVES,
    /** It is not coming back. */
    LOST,
    /** Its node was lost sight of just now, but may come back. */
    CUT_OFF,
    /** Its node came back. */
    RETURNS,
    /** It may come back; until then nothing is to be done. */
    AWAITED
  }

  private static final int CLIENT_STATUS = 0;

  private final State state;
  private final OwnGroups own;

  Standings(State state, OwnGroups own) {
    this.state = state;
    this.own = own;
  }

  Standing of(Allocation allocation) {
    boolean mayReturn = maxDisconnect(allocation) != null;
    boolean wasAway = mayReturn && wasAway(allocation);
    boolean wanted = allocation.desiredStatus() == DesiredStatus.RUN;
    if (wasAway && wanted && allocation.clientStatus() == ClientStatus.FAILED) {
      return Standing.RETURNS;
    }
    if (allocation.terminal()) {
      return Standing.STAYS;
    }
    Node node = state.snapshot().node(allocation.nodeId());
    Standing byNode = node == null ? null : byTaintedNode(allocation, node, mayReturn, wasAway);
    if (byNode != null) {
      return byNode;
    }
    if (Boolean.TRUE.equals(allocation.desiredTransition().migrate())) {
      return Standing.MOVES;
    }
    if (expired(allocation)) {
      return Standing.LOST;
    }
    if (mayReturn && allocation.clientStatus() == ClientStatus.UNKNOWN) {
      return Standing.AWAITED;
    }
    if (node != null && !node.tainted()) {
      return wasAway ? Standing.RETURNS : Standing.STAYS;
    }
    // A node that drains does not touch its allocations before they are told to move.
    return node == null || node.status() == NodeStatus.DOWN ? Standing.LOST : Standing.STAYS;
  }

  private @Nullable Standing byTaintedNode(
      Allocation allocation, Node node, boolean mayReturn, boolean wasAway) {
    if (node.status() == NodeStatus.DISCONNECTED) {
      if (!mayReturn || allocation.clientStatus() == ClientStatus.PENDING) {
        return Standing.LOST;
      }
      return allocation.clientStatus() == ClientStatus.RUNNING ? Standing.CUT_OFF : null;
    }
    if (wasAway && node.tainted() && node.status() == NodeStatus.READY) {
      return expired(allocation) ? Standing.LOST : Standing.RETURNS;
    }
    return null;
  }

  /** How long an allocation may be out of touch, or null if that is the end of it at once. */
  @Nullable Duration maxDisconnect(Allocation allocation) {
    TaskGroup group = own.of(allocation);
    Duration longest = group == null ? null : group.maxClientDisconnect();
    return longest == null || longest.isZero() ? null : longest;
  }

  /** True when the last that was recorded of its client's status is that it is unknown. */
  static boolean wasAway(Allocation allocation) {
    boolean canBe =
        switch (allocation.clientStatus()) {
          case UNKNOWN, RUNNING, FAILED -> true;
          case PENDING, COMPLETE, LOST -> false;
        };
    List<AllocState> states = allocation.allocStates();
    for (int i = states.size() - 1; canBe && i >= 0; i--) {
      if (states.get(i).field() == CLIENT_STATUS) {
        return states.get(i).value().equals(ClientStatus.UNKNOWN.word());
      }
    }
    return false;
  }

  /** True when it has been unknown for as long as it may be. */
  boolean expired(Allocation allocation) {
    Duration longest = maxDisconnect(allocation);
    if (longest == null || allocation.clientStatus() != ClientStatus.UNKNOWN) {
      return false;
    }
    Instant since = null;
    for (AllocState record : allocation.allocStates()) {
      boolean unknown =
          record.field() == CLIENT_STATUS && record.value().equals(ClientStatus.UNKNOWN.word());
      if (unknown && (since == null || record.time().isAfter(since))) {
        since = record.time();
      }
    }
    return since != null && !state.now().isBefore(since.plus(longest));
  }

  /** The allocation with its client's status recorded as of now. */
  Allocation recorded(Allocation allocation, ClientStatus status) {
    List<AllocState> states = new ArrayList<>(allocation.allocStates());
    states.add(new AllocState(CLIENT_STATUS, status.word(), state.now()));
    return allocation.withAllocStates(states);
  }

  /** The allocation as one that nobody knows anything of. */
  Allocation unknown(Allocation allocation) {
    return recorded(allocation, ClientStatus.UNKNOWN)
        .withClientStatus(ClientStatus.UNKNOWN)
        .withClientDescription(Descriptions.UNKNOWN);
  }
}
