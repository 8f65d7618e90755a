package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Separate hierarchies. The freezer's is the one that decides who belongs to a task; CPU time is
 * weighed in the cpu controller's; where systemd has a hierarchy of its own, tasks leave the
 * sidecar's unit in it, so that stopping the unit does not stop them.
 */
public final class V1Tree implements CgroupTree {

  private final Path freezer;
  private final Optional<Path> cpu;
  private final Optional<Path> systemd;
  private final String rootName;

  /** Mount points of the hierarchies. */
  public V1Tree(Path freezer, Optional<Path> cpu, Optional<Path> systemd, String rootName) {
    this.freezer = freezer;
    this.cpu = cpu;
    this.systemd = systemd;
    this.rootName = rootName;
  }

  @Override
  public String version() {
    return "v1";
  }

  @Override
  public Path mountPoint() {
    return freezer;
  }

  @Override
  public boolean weighsCpu() {
    return cpu.isPresent();
  }

  private List<GroupDirectory> groups(String name) {
    List<GroupDirectory> groups = new ArrayList<>();
    groups.add(group(freezer, name));
    cpu.ifPresent(mount -> groups.add(group(mount, name)));
    systemd.ifPresent(mount -> groups.add(group(mount, name)));
    return groups;
  }

  private GroupDirectory group(Path mount, String name) {
    return new GroupDirectory(mount.resolve(rootName).resolve(name));
  }

  @Override
  public void prepare() throws IOException {
    for (GroupDirectory group : groups(HOLDERS)) {
      group.create();
    }
  }

  @Override
  public void create(String name, Limits limits) throws IOException {
    for (GroupDirectory group : groups(name)) {
      group.create();
    }
    if (cpu.isPresent() && limits.cpuShares() > 0) {
      group(cpu.get(), name).write("cpu.shares", Long.toString(Math.max(2, limits.cpuShares())));
    }
  }

  @Override
  public List<Path> joinFiles(String name) {
    return groups(name).stream().map(GroupDirectory::procs).toList();
  }

  @Override
  public List<Long> members(String name) throws IOException {
    return group(freezer, name).members();
  }

  @Override
  public void destroy(String name) throws IOException {
    for (GroupDirectory group : groups(name)) {
      // What is in the freezer's group alone decides; the others are empty once that one is.
      GroupEnd.end(group, V1Tree::strike);
    }
  }

  private static void strike(GroupDirectory group) throws IOException {
    if (group.has("freezer.state")) {
      GroupEnd.byFreezing(group, "freezer.state", "FROZEN", "THAWED");
    } else {
      GroupEnd.killAll(group);
    }
  }

  @Override
  public List<String> names() throws IOException {
    return groups("").stream()
        .flatMap(V1Tree::childNames)
        .filter(name -> !name.equals(HOLDERS))
        .distinct()
        .sorted()
        .toList();
  }

  private static java.util.stream.Stream<String> childNames(GroupDirectory root) {
    try {
      return root.children().stream().map(child -> child.path().getFileName().toString());
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  @Override
  public void removeRoot() throws IOException {
    destroy(HOLDERS);
    if (names().isEmpty()) {
      for (GroupDirectory root : groups("")) {
        root.remove();
      }
    }
  }
}
