package io.drover.command;

import io.drover.command.job.Problems;
import io.drover.contract.ids.AllocId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.DeploymentState;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lets the canaries of some groups become what the groups are. A group that is not part of the
 * deployment is passed over. Source: semantics.md 5.
 *
 * @param all all groups, whichever are named
 */
public record PromoteDeployment(String deployment, boolean all, List<String> groups)
    implements Command<DeploymentAnswer> {

  public PromoteDeployment {
    groups = List.copyOf(groups);
  }

  @Override
  public Outcome<DeploymentAnswer> decide(Snapshot snapshot, Context context) throws Refusal {
    DeploymentStep step = DeploymentStep.of(snapshot, context, deployment, "promote");
    Deployment current = step.deployment();
    Set<String> meant = new TreeSet<>(current.taskGroups().keySet());
    if (!all) {
      meant.retainAll(new HashSet<>(groups));
    }
    List<String> problems = new ArrayList<>();
    for (String name : meant) {
      DeploymentState group = current.taskGroups().get(name);
      long healthy = group.placedCanaries().stream().filter(id -> healthy(snapshot, id)).count();
      if (healthy < group.desiredCanaries()) {
        problems.add(
            "Task group \"%s\" has %d/%d healthy allocations"
                .formatted(name, healthy, group.desiredCanaries()));
      }
    }
    if (!problems.isEmpty()) {
      throw new Refusal(500, Problems.text(problems));
    }
    step.promote(meant);
    return step.evaluated();
  }

  private static boolean healthy(Snapshot snapshot, AllocId id) {
    Allocation canary = snapshot.allocation(id);
    return canary != null
        && !canary.terminal()
        && canary.deploymentStatus() != null
        && Boolean.TRUE.equals(canary.deploymentStatus().healthy());
  }
}
