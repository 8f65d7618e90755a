package io.drover.command.operator;

import io.drover.command.Command;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.command.Refusal;
import io.drover.command.job.Problems;
import io.drover.contract.model.JobStatus;
import io.drover.contract.model.NodePool;
import io.drover.event.NodePoolsDeleted;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;

/** Deletes a node pool that neither jobs nor nodes are in. */
public record DeleteNodePool(String name, String region) implements Command<Long> {

  /** The index as of which it is gone. */
  @Override
  public Outcome<Long> decide(Snapshot snapshot, Context context) throws Refusal {
    if (name.isEmpty()) {
      throw new Refusal(400, "node pool name is empty");
    }
    List<String> errors = new ArrayList<>();
    boolean jobs =
        snapshot.jobs().rows().stream()
            .anyMatch(job -> job.nodePool().equals(name) && job.status() != JobStatus.DEAD);
    if (jobs) {
      errors.add("node pool \"%s\" has non-terminal jobs in regions: [%s]".formatted(name, region));
    }
    if (snapshot.nodes().rows().stream().anyMatch(node -> node.nodePool().equals(name))) {
      errors.add("node pool \"%s\" has nodes in regions: [%s]".formatted(name, region));
    }
    if (!errors.isEmpty()) {
      throw new Refusal(500, Problems.text(errors));
    }
    if (name.equals(NodePool.ALL) || name.equals(NodePool.DEFAULT)) {
      throw new Refusal(500, "deleting node pool \"%s\" is not allowed".formatted(name));
    }
    if (snapshot.nodePools().get(name) == null) {
      throw new Refusal(500, "node pool " + name + " not found");
    }
    return new Outcome<>(List.of(new NodePoolsDeleted(List.of(name))), index -> index);
  }
}
