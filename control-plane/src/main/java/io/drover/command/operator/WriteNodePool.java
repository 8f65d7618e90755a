package io.drover.command.operator;

import io.drover.command.Command;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.command.Refusal;
import io.drover.command.job.Problems;
import io.drover.contract.model.NodePool;
import io.drover.event.NodePoolsWritten;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes or changes a node pool. A scheduler configuration of its own, which the original sells, is
 * taken as it stands in the documentation.
 */
public record WriteNodePool(NodePool pool) implements Command<Long> {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-_]{1,128}");
  private static final int DESCRIPTION_MAX = 256;

  /** The index as of which it is so. */
  @Override
  public Outcome<Long> decide(Snapshot snapshot, Context context) throws Refusal {
    List<String> errors = new ArrayList<>();
    if (!NAME.matcher(pool.name()).matches()) {
      errors.add(
          "invalid name \"%s\", must match regex ^[a-zA-Z0-9-_]{1,128}$".formatted(pool.name()));
    }
    if (pool.description().length() > DESCRIPTION_MAX) {
      errors.add("description longer than " + DESCRIPTION_MAX);
    }
    if (!errors.isEmpty()) {
      throw new Refusal(
          400, "invalid node pool \"%s\": %s".formatted(pool.name(), Problems.text(errors)));
    }
    if (pool.builtIn()) {
      throw new Refusal(400, "modifying node pool \"%s\" is not allowed".formatted(pool.name()));
    }
    NodePool old = snapshot.nodePools().get(pool.name());
    boolean same =
        old != null
            && pool.withCreateIndex(old.createIndex())
                .withModifyIndex(old.modifyIndex())
                .equals(old);
    return same
        ? Outcome.unchanged(index -> index)
        : new Outcome<>(List.of(new NodePoolsWritten(List.of(pool))), index -> index);
  }
}
