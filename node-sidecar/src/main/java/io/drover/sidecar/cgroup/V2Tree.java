package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The unified hierarchy. Controllers are switched on below our root as far as the parent has them.
 */
public final class V2Tree implements CgroupTree {

  private final Path mountPoint;
  private final GroupDirectory root;
  private boolean cpu;

  /**
   * @param mountPoint where cgroup2 is mounted
   * @param rootName name of our root, one path component
   */
  public V2Tree(Path mountPoint, String rootName) {
    this.mountPoint = mountPoint;
    this.root = new GroupDirectory(mountPoint.resolve(rootName));
  }

  @Override
  public String version() {
    return "v2";
  }

  @Override
  public Path mountPoint() {
    return mountPoint;
  }

  @Override
  public boolean weighsCpu() {
    return cpu;
  }

  @Override
  public void prepare() throws IOException {
    root.create();
    cpu = hand(new GroupDirectory(mountPoint), "cpu") && hand(root, "cpu");
    group(HOLDERS).create();
  }

  /** Hands a controller on to the groups below; false when this host does not have it here. */
  private static boolean hand(GroupDirectory from, String controller) throws IOException {
    if (!from.has("cgroup.controllers")
        || !List.of(from.read("cgroup.controllers").split(" ")).contains(controller)) {
      return false;
    }
    if (List.of(from.read("cgroup.subtree_control").split(" ")).contains(controller)) {
      return true;
    }
    try {
      from.write("cgroup.subtree_control", "+" + controller);
      return true;
    } catch (IOException refused) {
      // Not delegated to us: tasks run without it, and the node's attributes say so.
      return false;
    }
  }

  private GroupDirectory group(String name) {
    return new GroupDirectory(root.path().resolve(name));
  }

  @Override
  public void create(String name, Limits limits) throws IOException {
    group(name).create();
    if (cpu && limits.cpuShares() > 0) {
      group(name).write("cpu.weight", Long.toString(weight(limits.cpuShares())));
    }
  }

  /** Shares 2..262144 as weight 1..10000, the mapping that runc and systemd use. */
  static long weight(long shares) {
    long bounded = Math.max(2, Math.min(262_144, shares));
    return 1 + (bounded - 2) * 9999 / 262_142;
  }

  @Override
  public List<Path> joinFiles(String name) {
    return List.of(group(name).procs());
  }

  @Override
  public List<Long> members(String name) throws IOException {
    return group(name).members();
  }

  @Override
  public void destroy(String name) throws IOException {
    GroupEnd.end(group(name), V2Tree::strike);
  }

  private static void strike(GroupDirectory group) throws IOException {
    if (group.has("cgroup.kill")) {
      GroupEnd.byKernel(group);
    } else {
      GroupEnd.byFreezing(group, "cgroup.freeze", "1", "0");
    }
  }

  @Override
  public List<String> names() throws IOException {
    return root.children().stream()
        .map(child -> child.path().getFileName().toString())
        .filter(name -> !name.equals(HOLDERS))
        .sorted()
        .toList();
  }

  @Override
  public void removeRoot() throws IOException {
    destroy(HOLDERS);
    if (names().isEmpty()) {
      root.remove();
    }
  }
}
