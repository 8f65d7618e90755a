package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The hierarchies of version 1 that limit and measure. Which of them really can is found out by
 * making a group and writing to it; one that refuses is not used.
 */
final class V1Controllers {

  static final String ACCOUNTING = "cpuacct";

  private static final Logger LOG = Logger.getLogger(V1Controllers.class);
  private static final String PROBE = "probe";
  // Any values that every kernel takes.
  private static final Limits PROBE_LIMITS = new Limits(512, "", 64 << 20, 0, 64);

  private final Map<String, Path> mounts;
  private final String rootName;
  // Replaced as a whole by prepare; until then every mount counts as usable, for groups that exist.
  private volatile Set<Path> usable;
  private volatile Set<Controller> enforceable = Set.of();

  /** Mount points by the name of their controller; two may share one. */
  V1Controllers(Map<String, Path> mounts, String rootName) {
    this.mounts = Map.copyOf(mounts);
    this.rootName = rootName;
    this.usable = new LinkedHashSet<>(sortedMounts());
  }

  private List<Path> sortedMounts() {
    return mounts.values().stream().distinct().sorted().toList();
  }

  Set<Controller> enforceable() {
    return enforceable;
  }

  /** Our root in a controller's hierarchy, if that is used. */
  Optional<GroupDirectory> root(String controller) {
    return Optional.ofNullable(mounts.get(controller)).filter(usable::contains).map(this::root);
  }

  Optional<Path> mount(Controller controller) {
    return Optional.ofNullable(mounts.get(controller.kernelName()));
  }

  private GroupDirectory root(Path mount) {
    return new GroupDirectory(mount.resolve(rootName));
  }

  /** Our roots in all hierarchies, used or not, as an earlier life may have left something. */
  List<GroupDirectory> roots() {
    return sortedMounts().stream().map(this::root).toList();
  }

  /** A task's groups in the hierarchies in use. */
  List<GroupDirectory> groups(String name) {
    return usable.stream().map(mount -> root(mount).child(name)).toList();
  }

  /** Makes our roots and finds out which controllers can be used. */
  void prepare() {
    Set<Path> works = new LinkedHashSet<>();
    for (Path mount : sortedMounts()) {
      try {
        makeRoot(mount);
        works.add(mount);
      } catch (IOException refused) {
        LOG.warnf("cgroup hierarchy %s cannot be used: %s", mount, refused.getMessage());
      }
    }
    Set<Controller> can = EnumSet.noneOf(Controller.class);
    for (Controller controller : Controller.values()) {
      Path mount = mounts.get(controller.kernelName());
      if (mount != null && works.contains(mount) && enforces(controller, mount)) {
        can.add(controller);
      }
    }
    usable = Collections.unmodifiableSet(works);
    enforceable = Collections.unmodifiableSet(can);
  }

  private void makeRoot(Path mount) throws IOException {
    GroupDirectory root = root(mount);
    root.create();
    if (mount.equals(mounts.get(Controller.CPUSET.kernelName()))) {
      // Nobody can join a group without cores and memory nodes; new groups below take ours over.
      inherit(root, "cpuset.cpus");
      inherit(root, "cpuset.mems");
      root.write("cgroup.clone_children", "1");
    }
    GroupDirectory probe = root.child(PROBE);
    probe.create();
    probe.remove();
  }

  private static void inherit(GroupDirectory root, String file) throws IOException {
    if (root.read(file).isEmpty()) {
      root.write(file, root.parent().read(file));
    }
  }

  private boolean enforces(Controller controller, Path mount) {
    GroupDirectory probe = root(mount).child(PROBE);
    try {
      probe.create();
      try {
        LimitFile.write(V1Limits.files(controller, probe, PROBE_LIMITS));
        return controller != Controller.CPUSET || !probe.read("cpuset.mems").isEmpty();
      } finally {
        probe.remove();
      }
    } catch (IOException refused) {
      LOG.warnf("no limits of %s: %s", controller.kernelName(), refused.getMessage());
      return false;
    }
  }

  void makeGroups(String name) throws IOException {
    for (GroupDirectory group : groups(name)) {
      group.create();
    }
  }

  /** Puts limits on a task's groups. */
  void limit(String name, Limits limits) throws IOException {
    LimitFile.write(files(name, limits, limits.needed()));
  }

  /** Files for those of the controllers that can be enforced here. */
  List<LimitFile> files(String name, Limits limits, Set<Controller> controllers)
      throws IOException {
    List<LimitFile> files = new ArrayList<>();
    for (Controller controller : controllers) {
      if (enforceable.contains(controller)) {
        GroupDirectory group = root(controller.kernelName()).orElseThrow().child(name);
        files.addAll(V1Limits.files(controller, group, limits));
      }
    }
    return files;
  }

  /** Ends what is in a task's groups here and removes them. */
  void destroy(String name) throws IOException {
    for (GroupDirectory root : roots()) {
      GroupEnd.end(root.child(name), GroupEnd::killAll);
    }
  }

  void removeRoots() throws IOException {
    for (GroupDirectory root : roots()) {
      root.remove();
    }
  }

  /** For a task's group here, where this version is the only one. */
  GroupMeter meter(GroupDirectory membership, String name) {
    return new GroupMeter(
        membership.path(),
        CpuFiles.accounting(child(ACCOUNTING, name), child("cpu", name)),
        MemoryFiles.v1(child("memory", name)));
  }

  @Nullable GroupDirectory child(String controller, String name) {
    return root(controller).map(root -> root.child(name)).orElse(null);
  }

  long oomKills(String name) throws IOException {
    GroupDirectory memory = child("memory", name);
    return memory == null ? 0 : GroupMeter.count(memory, "memory.oom_control");
  }
}
