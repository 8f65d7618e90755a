package io.drover.schedule;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a system or sysbatch job has on every node with what it should have there. Whether
 * a node can have the job at all is not looked at. Source: semantics.md 6.
 */
final class SystemReconciler {
  /**
   * One allocation that a node is to have of a group.
   *
   * @param node its number in the cluster
   * @param before what there is or was of it: the running one, or else the last that ended
   */
  record Slot(TaskGroup group, int node, int index, @Nullable Allocation before) {}

  final List<Reconciliation.Stop> stops = new ArrayList<>();
  final List<Allocation> noted = new ArrayList<>();
  final List<Slot> missing = new ArrayList<>();

  /** Those whose allocation is of another version; it may have ended. */
  final List<Slot> outdated = new ArrayList<>();

  final Desired desired = new Desired();
  private final State state;
  private final JobVersion version;
  private final JobSpec job;
  private final Cluster cluster;
  private final Standings standings;

  SystemReconciler(State state, JobVersion version, JobSpec job, Cluster cluster) {
    this.state = state;
    this.version = version;
    this.job = job;
    this.cluster = cluster;
    this.standings = new Standings(state, new OwnGroups(state));
  }

  void reconcile(List<Allocation> all) {
    Map<String, Map<NodeId, List<Allocation>>> byGroup = new TreeMap<>();
    for (Allocation allocation : all) {
      byGroup
          .computeIfAbsent(allocation.taskGroup(), g -> new HashMap<>())
          .computeIfAbsent(allocation.nodeId(), n -> new ArrayList<>())
          .add(allocation);
      if (allocation.serverTerminal() && !allocation.clientTerminal() && gone(allocation)) {
        lose(allocation);
      }
    }
    if (!version.stop()) {
      for (TaskGroup group : job.taskGroups()) {
        desired.group(group.name());
        Map<NodeId, List<Allocation>> have = byGroup.remove(group.name());
        reconcile(group, have == null ? Map.of() : have);
      }
    }
    byGroup.values().forEach(nodes -> nodes.values().forEach(here -> here.forEach(this::drop)));
  }

  private boolean gone(Allocation allocation) {
    Node node = state.snapshot().node(allocation.nodeId());
    return node == null || node.status() == NodeStatus.DOWN;
  }

  private void stop(Allocation allocation, String description) {
    stops.add(new Reconciliation.Stop(allocation, description, null, null));
  }

  private void lose(Allocation allocation) {
    stops.add(new Reconciliation.Stop(allocation, Descriptions.LOST, ClientStatus.LOST, null));
  }

  /** Nothing asks for it any more. */
  private void drop(Allocation allocation) {
    if (!allocation.terminal()) {
      desired.add(allocation.taskGroup(), Desired.Change.STOP);
      if (gone(allocation)) {
        lose(allocation);
      } else {
        stop(allocation, Descriptions.NOT_NEEDED);
      }
    }
  }

  private void reconcile(TaskGroup group, Map<NodeId, List<Allocation>> have) {
    have.forEach((node, here) -> here.forEach(a -> keepOrStop(group, a)));
    for (int node = 0; node < cluster.size(); node++) {
      List<Allocation> here = have.getOrDefault(cluster.nodes[node].id(), List.of());
      for (int index = 0; index < group.count(); index++) {
        fill(group, node, index, here);
      }
    }
  }

  private void keepOrStop(TaskGroup group, Allocation allocation) {
    if (allocation.terminal()) {
      return;
    }
    if (allocation.index() >= group.count()) {
      drop(allocation);
      return;
    }
    switch (standings.of(allocation)) {
      case MOVES -> {
        stop(allocation, Descriptions.NODE_TAINTED);
        desired.add(group.name(), Desired.Change.MIGRATE);
      }
      case CUT_OFF -> noted.add(standings.unknown(allocation));
      case LOST -> {
        // It may run on where it is out of touch; there is no other node for it anyway.
        if (gone(allocation) || standings.expired(allocation)) {
          lose(allocation);
        } else {
          desired.add(group.name(), Desired.Change.IGNORE);
        }
      }
      case AWAITED -> desired.add(group.name(), Desired.Change.IGNORE);
      case STAYS, RETURNS -> {
        // Those on usable nodes are looked at with the node.
        if (cluster.number(allocation.nodeId()) < 0) {
          keep(group, allocation);
        }
      }
    }
  }

  private void keep(TaskGroup group, Allocation allocation) {
    Node node = state.snapshot().node(allocation.nodeId());
    if (node != null && node.ready()) {
      drop(allocation); // The node is of another pool or datacenter than the job now.
      return;
    }
    desired.add(group.name(), Desired.Change.IGNORE);
    if (standings.of(allocation) == Standings.Standing.RETURNS) {
      noted.add(standings.recorded(allocation, allocation.clientStatus()));
    }
  }

  private void fill(TaskGroup group, int node, int index, List<Allocation> here) {
    Allocation live = null;
    Allocation last = null;
    for (Allocation allocation : here) {
      if (allocation.index() == index) {
        if (!allocation.terminal()) {
          live = allocation;
        } else if (last == null || last.createIndex() < allocation.createIndex()) {
          last = allocation;
        }
      }
    }
    if (live != null) {
      live(group, node, index, live);
    } else if (job.type() == JobType.SYSBATCH && last != null && ended(last)) {
      if (Updates.current(last, version)) {
        desired.add(group.name(), Desired.Change.IGNORE);
      } else {
        outdated.add(new Slot(group, node, index, last));
      }
    } else {
      missing.add(new Slot(group, node, index, last));
    }
  }

  /** One that was lost has not done its work, unlike one that ended or was stopped. */
  private static boolean ended(Allocation allocation) {
    return allocation.clientStatus() != ClientStatus.LOST;
  }

  private void live(TaskGroup group, int node, int index, Allocation live) {
    switch (standings.of(live)) {
      case STAYS -> outdatedOrNot(group, node, index, live);
      case RETURNS -> {
        Allocation recorded = standings.recorded(live, live.clientStatus());
        if (!outdatedOrNot(group, node, index, recorded)) {
          noted.add(recorded);
        }
      }
      case MOVES, LOST, CUT_OFF, AWAITED -> {} // Already seen to.
    }
  }

  private boolean outdatedOrNot(TaskGroup group, int node, int index, Allocation live) {
    boolean old = !Updates.current(live, version);
    if (old) {
      outdated.add(new Slot(group, node, index, live));
    } else {
      desired.add(group.name(), Desired.Change.IGNORE);
    }
    return old;
  }
}
