package io.drover.command.operator;

import io.drover.command.Command;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.command.Refusal;
import io.drover.command.job.Problems;
import io.drover.contract.model.Namespace;
import io.drover.event.NamespacesWritten;
import io.drover.state.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Makes or changes a namespace. Source: objects.md 9. */
public record WriteNamespace(Namespace namespace) implements Command<Long> {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-]{1,128}");
  private static final int DESCRIPTION_MAX = 256;

  /** The index as of which it is so. */
  @Override
  public Outcome<Long> decide(Snapshot snapshot, Context context) throws Refusal {
    List<String> errors = new ArrayList<>();
    if (!NAME.matcher(namespace.name()).matches()) {
      errors.add(
          "invalid name \"%s\". Must match regex ^[a-zA-Z0-9-]{1,128}$"
              .formatted(namespace.name()));
    }
    if (namespace.description().length() > DESCRIPTION_MAX) {
      errors.add("description longer than " + DESCRIPTION_MAX);
    }
    if (!errors.isEmpty()) {
      throw new Refusal(
          500, "Invalid namespace \"%s\": %s".formatted(namespace.name(), Problems.text(errors)));
    }
    Namespace old = snapshot.namespaces().get(namespace.name());
    boolean same =
        old != null
            && namespace
                .withCreateIndex(old.createIndex())
                .withModifyIndex(old.modifyIndex())
                .equals(old);
    return same
        ? Outcome.unchanged(index -> index)
        : new Outcome<>(List.of(new NamespacesWritten(List.of(namespace))), index -> index);
  }
}
