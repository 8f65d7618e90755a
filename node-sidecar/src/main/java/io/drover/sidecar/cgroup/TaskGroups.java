package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The task groups below our roots. */
final class TaskGroups {

  private TaskGroups() {}

  /** Names of those that are in any of the hierarchies, sorted. */
  static List<String> names(List<GroupDirectory> roots) throws IOException {
    Set<String> names = new TreeSet<>();
    for (GroupDirectory root : roots) {
      names.addAll(root.childNames());
    }
    names.remove(CgroupTree.HOLDERS);
    return List.copyOf(names);
  }
}
