package io.drover.command.operator;

import io.drover.command.Command;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.command.Refusal;
import io.drover.command.job.Problems;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.JobStatus;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Namespace;
import io.drover.event.NamespacesDeleted;
import io.drover.state.Snapshot;
import java.util.List;

/** Deletes a namespace that no job needs any more; one that there is not is no error. */
public record DeleteNamespace(String name, String region) implements Command<Long> {

  /** The index as of which it is gone. */
  @Override
  public Outcome<Long> decide(Snapshot snapshot, Context context) throws Refusal {
    if (name.equals(Namespace.DEFAULT)) {
      throw new Refusal(500, "can not delete default namespace");
    }
    for (JobVersion job : snapshot.jobs().from(new JobKey(name, "")).rows()) {
      if (!job.namespace().equals(name)) {
        break;
      }
      if (job.status() != JobStatus.DEAD) {
        throw new Refusal(
            500,
            Problems.text(
                List.of(
                    "namespace \"%s\" has non-terminal jobs in regions: [%s]"
                        .formatted(name, region))));
      }
    }
    return snapshot.namespaces().get(name) == null
        ? Outcome.unchanged(index -> index)
        : new Outcome<>(List.of(new NamespacesDeleted(List.of(name))), index -> index);
  }
}
