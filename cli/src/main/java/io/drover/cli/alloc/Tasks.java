package io.drover.cli.alloc;

import io.drover.cli.Doc;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The tasks of an allocation: as its job defines them, or as their states name them. */
final class Tasks {

  private Tasks() {}

  static List<String> names(Doc allocation) {
    Set<String> names = new TreeSet<>(allocation.entries("TaskStates").keySet());
    group(allocation).items("Tasks").forEach(t -> names.add(t.text("Name")));
    return List.copyOf(names);
  }

  /** The allocation's group in the job that it was made from. */
  static Doc group(Doc allocation) {
    return allocation.at("Job").items("TaskGroups").stream()
        .filter(g -> g.text("Name").equals(allocation.text("TaskGroup")))
        .findFirst()
        .orElseGet(Doc::empty);
  }
}
