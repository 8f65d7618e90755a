package io.drover.apply;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Node;
import io.drover.event.AllocationReport;
import io.drover.event.AllocationsReported;
import io.drover.state.SnapshotEditor;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Takes over what a node says of its allocations; one that is not its own, or is gone, is passed
 * over.
 */
final class AllocationsReportedApplier {

  private AllocationsReportedApplier() {}

  static void apply(SnapshotEditor editor, AllocationsReported event) {
    Set<JobKey> jobs = new LinkedHashSet<>();
    for (AllocationReport report : event.reports()) {
      Allocation old = editor.allocation(report.id());
      if (old == null || !old.nodeId().equals(event.node())) {
        continue;
      }
      Allocation current =
          old.withClientStatus(report.clientStatus())
              .withClientDescription(report.clientDescription())
              .withTaskStates(report.taskStates())
              .withModifyIndex(editor.index())
              .withModifyTime(event.time());
      if (report.deploymentStatus() != null) {
        current = judged(editor, old, current, report.deploymentStatus());
      }
      editor.putAllocation(current);
      DeploymentTally.note(editor, old, current);
      Summaries.note(editor, old, current);
      jobs.add(current.job());
    }
    Node node = editor.node(event.node());
    if (node != null) {
      editor.putNode(node.withLastAllocUpdateIndex(editor.index()));
    }
    jobs.forEach(job -> JobStatusRule.settle(editor, job));
  }

  /** A node decides on health alone; what is a canary is decided here. */
  private static Allocation judged(
      SnapshotEditor editor, Allocation old, Allocation current, AllocDeploymentStatus told) {
    AllocDeploymentStatus was = old.deploymentStatus();
    if (was == null) {
      return current.withDeploymentStatus(told.withCanary(false).withModifyIndex(editor.index()));
    }
    return told.healthy() == null || told.healthy().equals(was.healthy())
        ? current
        : current.withDeploymentStatus(
            was.withHealthy(told.healthy())
                .withTimestamp(told.timestamp())
                .withModifyIndex(editor.index()));
  }
}
