package io.drover.cli.alloc;

import io.drover.cli.Api;
import io.drover.cli.Doc;
import io.drover.cli.Lookup;
import io.drover.cli.UsageException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The allocation that a command is about, and the API seen from its namespace.
 *
 * @param allocation as the API shows it, whole
 */
record Selection(Api api, Doc allocation) {

  /**
   * Finds it by its id, the beginning of one, or as one of a job; of several allocations of a job a
   * running one.
   */
  static Selection of(Api all, String prefix, boolean job) throws IOException {
    Doc stub = job ? ofJob(all, prefix) : new Lookup(all).allocation(prefix);
    Api api = all.in(stub.text("Namespace"));
    return new Selection(api, api.get(Api.path("allocation", stub.text("ID"))));
  }

  private static Doc ofJob(Api all, String prefix) throws IOException {
    Doc found = new Lookup(all).job(prefix);
    List<Doc> allocations =
        all.in(found.text("Namespace"))
            .get(Api.path("job", found.text("ID"), "allocations"))
            .items();
    return allocations.stream()
        .filter(a -> a.text("ClientStatus").equals("running"))
        .findFirst()
        .or(() -> allocations.stream().findFirst())
        .orElseThrow(
            () ->
                new UsageException(
                    "The job \"%s\" has no allocations".formatted(found.text("ID"))));
  }

  String id() {
    return allocation.text("ID");
  }

  /** The path of what the node of the allocation is asked. */
  String path(String action) {
    return Api.path("client", "allocation", id(), action);
  }

  /** The task that is named, or the only one there is. */
  String task(@Nullable String given) {
    List<String> names = Tasks.names(allocation);
    if (given != null) {
      return known(names, given);
    }
    if (names.size() != 1) {
      throw new UsageException(
          "The allocation has several tasks, name one of: " + String.join(", ", names));
    }
    return names.getFirst();
  }

  /** The task that is named; empty for all of them. */
  String taskOrAll(@Nullable String given) {
    return given == null ? "" : known(Tasks.names(allocation), given);
  }

  private static String known(List<String> names, String given) {
    if (!names.isEmpty() && !names.contains(given)) {
      throw new UsageException(
          "The allocation has no task \"%s\"; it has: %s"
              .formatted(given, String.join(", ", names)));
    }
    return given;
  }
}
