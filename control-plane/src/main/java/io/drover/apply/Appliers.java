package io.drover.apply;

import io.drover.event.AllocationHealthSet;
import io.drover.event.AllocationsMarked;
import io.drover.event.AllocationsReported;
import io.drover.event.DeploymentPromoted;
import io.drover.event.DeploymentStatusChanged;
import io.drover.event.DeploymentsDeleted;
import io.drover.event.EvaluationsDeleted;
import io.drover.event.EvaluationsUpdated;
import io.drover.event.Event;
import io.drover.event.JobPurged;
import io.drover.event.JobRegistered;
import io.drover.event.JobSourceKept;
import io.drover.event.JobStabilityChanged;
import io.drover.event.JobStopped;
import io.drover.event.NamespacesDeleted;
import io.drover.event.NamespacesWritten;
import io.drover.event.NodeDrainChanged;
import io.drover.event.NodeEligibilityChanged;
import io.drover.event.NodePoolsDeleted;
import io.drover.event.NodePoolsWritten;
import io.drover.event.NodePurged;
import io.drover.event.NodeRegistered;
import io.drover.event.NodeStatusChanged;
import io.drover.event.PeriodicLaunched;
import io.drover.event.PlanApplied;
import io.drover.event.ScalingEventRecorded;
import io.drover.event.ScalingPoliciesChanged;
import io.drover.event.SchedulingConfigured;
import io.drover.event.SummariesReconciled;
import io.drover.event.VaultAccessorsKept;
import io.drover.event.VaultAccessorsRemoved;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotEditor;
import io.drover.state.Watch;
import java.util.List;
import java.util.Set;

/**
 * From a snapshot and the events of one command to the next snapshot: the only way that state
 * changes, on the leader as on every other member, live as at replay. No clock, no randomness, no
 * I/O: every member comes to the same bytes.
 */
public final class Appliers {

  private Appliers() {}

  /** A new snapshot and what the events touched on the way to it. */
  public record Applied(Snapshot snapshot, Set<Watch> touched) {}

  /**
   * Applies the events of the command at {@code index}, which must follow the snapshot's own index.
   */
  public static Applied apply(Snapshot snapshot, List<Event> events, long index) {
    if (index != snapshot.index() + 1) {
      throw new IllegalStateException(
          "event of index " + index + " met a state of index " + snapshot.index());
    }
    SnapshotEditor editor = new SnapshotEditor(snapshot, index);
    for (Event event : events) {
      apply(editor, event);
    }
    return new Applied(editor.snapshot(), editor.touched());
  }

  private static void apply(SnapshotEditor editor, Event event) {
    switch (event) {
      case JobRegistered e -> JobRegisteredApplier.apply(editor, e);
      case JobStopped e -> JobStoppedApplier.apply(editor, e);
      case JobPurged e -> JobPurgedApplier.apply(editor, e);
      case EvaluationsUpdated e -> EvaluationsUpdatedApplier.apply(editor, e);
      case PlanApplied e -> PlanAppliedApplier.apply(editor, e);
      case AllocationsReported e -> AllocationsReportedApplier.apply(editor, e);
      case AllocationsMarked e -> AllocationsMarkedApplier.apply(editor, e);
      case NodeRegistered e -> NodeRegisteredApplier.apply(editor, e);
      case NodeStatusChanged e -> NodeStatusChangedApplier.apply(editor, e);
      case NodePurged e -> editor.removeNode(e.node());
      case JobStabilityChanged e -> JobStabilityChangedApplier.apply(editor, e);
      case JobSourceKept e -> JobSourceKeptApplier.apply(editor, e);
      case ScalingEventRecorded e -> ScalingEventRecordedApplier.apply(editor, e);
      case ScalingPoliciesChanged e -> ScalingPoliciesChangedApplier.apply(editor, e);
      case PeriodicLaunched e -> PeriodicLaunchedApplier.apply(editor, e);
      case DeploymentStatusChanged e -> DeploymentEvents.change(editor, e.change());
      case DeploymentPromoted e -> DeploymentEvents.promote(editor, e);
      case AllocationHealthSet e -> DeploymentEvents.setHealth(editor, e);
      case DeploymentsDeleted e -> e.deployments().forEach(editor::removeDeployment);
      case EvaluationsDeleted e -> {
        e.evaluations().forEach(editor::removeEvaluation);
        e.allocations().forEach(editor::removeAllocation);
      }
      case NodeDrainChanged e -> NodeDrainApplier.apply(editor, e);
      case NodeEligibilityChanged e -> NodeDrainApplier.apply(editor, e);
      case NamespacesWritten e -> OperatorEvents.namespaces(editor, e);
      case NamespacesDeleted e -> e.names().forEach(editor.cluster()::removeNamespace);
      case NodePoolsWritten e -> OperatorEvents.nodePools(editor, e);
      case NodePoolsDeleted e -> e.names().forEach(editor.cluster()::removeNodePool);
      case SchedulingConfigured e -> OperatorEvents.scheduling(editor, e);
      case SummariesReconciled e -> SummariesReconciledApplier.apply(editor, e);
      case VaultAccessorsKept e -> VaultAccessorsApplier.apply(editor, e);
      case VaultAccessorsRemoved e -> VaultAccessorsApplier.apply(editor, e);
    }
  }
}
