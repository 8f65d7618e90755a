package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The unified hierarchy. Controllers are switched on below our root as far as the parent has them.
 */
public final class V2Tree implements CgroupTree {

  private final Path mountPoint;
  private final GroupDirectory root;
  private volatile Set<Controller> enforceable = Set.of();

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

  GroupDirectory root() {
    return root;
  }

  @Override
  public Path cpuMountPoint() {
    return mountPoint;
  }

  @Override
  public Set<Controller> enforceable() {
    return enforceable;
  }

  @Override
  public void prepare() throws IOException {
    root.create();
    Set<Controller> handed = EnumSet.noneOf(Controller.class);
    for (Controller controller : Controller.values()) {
      if (hand(root.parent(), controller) && hand(root, controller)) {
        handed.add(controller);
      }
    }
    enforceable = Collections.unmodifiableSet(handed);
    group(HOLDERS).create();
  }

  /** Hands a controller on to the groups below; false when this host does not have it here. */
  private static boolean hand(GroupDirectory from, Controller controller) throws IOException {
    String name = controller.kernelName();
    if (!from.has("cgroup.controllers") || !listed(from, "cgroup.controllers", name)) {
      return false;
    }
    if (listed(from, "cgroup.subtree_control", name)) {
      return true;
    }
    try {
      from.write("cgroup.subtree_control", "+" + name);
      return true;
    } catch (IOException refused) {
      // Not delegated to us: tasks run without it, and the node's attributes say so.
      return false;
    }
  }

  private static boolean listed(GroupDirectory in, String file, String name) throws IOException {
    return List.of(in.read(file).split(" ")).contains(name);
  }

  private GroupDirectory group(String name) {
    return root.child(name);
  }

  @Override
  public void create(String name, Limits limits) throws IOException {
    group(name).create();
    try {
      LimitFile.write(files(name, limits, limits.needed()));
    } catch (IOException refused) {
      destroy(name);
      throw refused;
    }
  }

  List<LimitFile> files(String name, Limits limits, Set<Controller> controllers) {
    List<LimitFile> files = new ArrayList<>();
    for (Controller controller : controllers) {
      if (enforceable.contains(controller)) {
        files.addAll(V2Limits.files(controller, group(name), limits));
      }
    }
    return files;
  }

  @Override
  public Limits update(String name, Limits limits) throws IOException {
    if (enforceable.contains(Controller.MEMORY)) {
      V2Limits.checkRoom(group(name), limits);
    }
    LimitFile.replace(files(name, limits, enforceable));
    return limits.only(enforceable);
  }

  @Override
  public List<Path> joinFiles(String name) {
    return List.of(group(name).procs());
  }

  @Override
  public void createSub(String name, String sub) throws IOException {
    group(name).child(sub).create();
  }

  @Override
  public List<Path> joinFiles(String name, String sub) {
    return List.of(group(name).child(sub).procs());
  }

  @Override
  public void destroySub(String name, String sub) throws IOException {
    GroupEnd.end(group(name).child(sub), V2Tree::strike);
  }

  @Override
  public List<String> subs(String name) throws IOException {
    return group(name).childNames();
  }

  @Override
  public List<Long> members(String name) throws IOException {
    return group(name).members();
  }

  @Override
  public GroupMeter meter(String name) {
    GroupDirectory group = group(name);
    boolean memory = enforceable.contains(Controller.MEMORY);
    return new GroupMeter(
        group.path(), CpuFiles.unified(group, null), MemoryFiles.v2(memory ? group : null));
  }

  @Override
  public long oomKills(String name) throws IOException {
    return GroupMeter.count(group(name), "memory.events");
  }

  @Override
  public void destroy(String name) throws IOException {
    GroupEnd.end(group(name), V2Tree::strike);
  }

  private static void strike(GroupDirectory group) throws IOException {
    if (group.has("cgroup.kill")) {
      GroupEnd.byKernel(group);
    } else {
      GroupEnd.byFreezing(group, Freezer.V2);
    }
  }

  @Override
  public List<String> names() throws IOException {
    return TaskGroups.names(List.of(root));
  }

  @Override
  public void removeRoot() throws IOException {
    destroy(HOLDERS);
    if (names().isEmpty()) {
      root.remove();
    }
  }
}
