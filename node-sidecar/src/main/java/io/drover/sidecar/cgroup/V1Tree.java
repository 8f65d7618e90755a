package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Separate hierarchies. The freezer's is the one that decides who belongs to a task; the others
 * limit and measure it; where systemd has a hierarchy of its own, tasks leave the sidecar's unit in
 * it, so that stopping the unit does not stop them.
 */
public final class V1Tree implements CgroupTree {

  private final Path freezer;
  private final GroupDirectory root;
  private final V1Controllers controllers;
  private final Optional<GroupDirectory> systemd;

  /** Mount points of the hierarchies; those of the controllers by name, as the kernel has them. */
  public V1Tree(
      Path freezer, Map<String, Path> controllers, Optional<Path> systemd, String rootName) {
    this.freezer = freezer;
    this.root = new GroupDirectory(freezer.resolve(rootName));
    this.controllers = new V1Controllers(controllers, rootName);
    this.systemd = systemd.map(mount -> new GroupDirectory(mount.resolve(rootName)));
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
  public Path cpuMountPoint() {
    return controllers.mount(Controller.CPU).orElse(freezer);
  }

  @Override
  public Set<Controller> enforceable() {
    return controllers.enforceable();
  }

  private GroupDirectory group(String name) {
    return root.child(name);
  }

  private List<GroupDirectory> besides(String name) {
    List<GroupDirectory> groups = new ArrayList<>(controllers.groups(name));
    systemd.ifPresent(hierarchy -> groups.add(hierarchy.child(name)));
    return groups;
  }

  private List<GroupDirectory> roots() {
    List<GroupDirectory> roots = new ArrayList<>(controllers.roots());
    roots.addFirst(root);
    systemd.ifPresent(roots::add);
    return roots;
  }

  @Override
  public void prepare() throws IOException {
    controllers.prepare();
    makeGroups(HOLDERS);
  }

  @Override
  public void create(String name, Limits limits) throws IOException {
    try {
      makeGroups(name);
      controllers.limit(name, limits);
    } catch (IOException refused) {
      destroy(name);
      throw refused;
    }
  }

  private void makeGroups(String name) throws IOException {
    group(name).create();
    for (GroupDirectory group : besides(name)) {
      group.create();
    }
  }

  @Override
  public Limits update(String name, Limits limits) throws IOException {
    LimitFile.replace(controllers.files(name, limits, enforceable()));
    return limits.only(enforceable());
  }

  @Override
  public List<Path> joinFiles(String name) {
    return joining(group(name), name);
  }

  @Override
  public List<Path> joinFiles(String name, String sub) {
    return joining(group(name).child(sub), name);
  }

  private List<Path> joining(GroupDirectory member, String name) {
    List<Path> files = new ArrayList<>();
    files.add(member.procs());
    besides(name).forEach(group -> files.add(group.procs()));
    return files;
  }

  @Override
  public void createSub(String name, String sub) throws IOException {
    group(name).child(sub).create();
  }

  @Override
  public void destroySub(String name, String sub) throws IOException {
    GroupEnd.end(group(name).child(sub), V1Tree::strike);
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
    return controllers.meter(group(name), name);
  }

  @Override
  public long oomKills(String name) throws IOException {
    return controllers.oomKills(name);
  }

  @Override
  public void destroy(String name) throws IOException {
    // What is in the freezer's group alone decides; the others are empty once that one is.
    GroupEnd.end(group(name), V1Tree::strike);
    controllers.destroy(name);
    if (systemd.isPresent()) {
      GroupEnd.end(systemd.get().child(name), GroupEnd::killAll);
    }
  }

  private static void strike(GroupDirectory group) throws IOException {
    if (group.has("freezer.state")) {
      GroupEnd.byFreezing(group, Freezer.V1);
    } else {
      GroupEnd.killAll(group);
    }
  }

  @Override
  public List<String> names() throws IOException {
    return TaskGroups.names(roots());
  }

  @Override
  public void removeRoot() throws IOException {
    destroy(HOLDERS);
    if (names().isEmpty()) {
      for (GroupDirectory each : roots()) {
        each.remove();
      }
    }
  }
}
