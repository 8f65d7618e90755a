package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Parts of a task's group, in the hierarchy that decides who belongs to it. */
final class SubGroups {

  private SubGroups() {}

  static Path of(CgroupTree tree, String name) {
    return tree.joinFiles(name).getFirst().getParent();
  }

  static List<String> names(Path group) throws IOException {
    return new GroupDirectory(group)
        .children().stream().map(child -> child.path().getFileName().toString()).sorted().toList();
  }

  static void destroy(Path sub) throws IOException {
    GroupEnd.end(new GroupDirectory(sub), SubGroups::strike);
  }

  private static void strike(GroupDirectory group) throws IOException {
    if (group.has("cgroup.kill")) {
      GroupEnd.byKernel(group);
    } else if (group.has("freezer.state")) {
      GroupEnd.byFreezing(group, "freezer.state", "FROZEN", "THAWED");
    } else if (group.has("cgroup.freeze")) {
      GroupEnd.byFreezing(group, "cgroup.freeze", "1", "0");
    } else {
      GroupEnd.killAll(group);
    }
  }
}
