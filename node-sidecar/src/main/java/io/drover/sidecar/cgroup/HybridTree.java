package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Both at once: version 2 decides who belongs to a task and ends it (one write, no race with
 * forks), and measures its processor time. Each controller is in one of the two versions; most
 * hosts of this kind leave all to version 1.
 */
public final class HybridTree implements CgroupTree {

  private final V2Tree unified;
  private final V1Controllers controllers;

  /** Mount points of cgroup2 and, by name, of the controllers of version 1. */
  public HybridTree(Path unified, Map<String, Path> controllers, String rootName) {
    this.unified = new V2Tree(unified, rootName);
    this.controllers = new V1Controllers(controllers, rootName);
  }

  @Override
  public String version() {
    return "hybrid";
  }

  @Override
  public Path mountPoint() {
    return unified.mountPoint();
  }

  @Override
  public Path cpuMountPoint() {
    return controllers.mount(Controller.CPU).orElse(mountPoint());
  }

  @Override
  public Set<Controller> enforceable() {
    Set<Controller> both = EnumSet.noneOf(Controller.class);
    both.addAll(unified.enforceable());
    both.addAll(controllers.enforceable());
    return both;
  }

  @Override
  public void prepare() throws IOException {
    unified.prepare();
    controllers.prepare();
    controllers.makeGroups(HOLDERS);
  }

  @Override
  public void create(String name, Limits limits) throws IOException {
    unified.create(name, limits);
    try {
      controllers.makeGroups(name);
      controllers.limit(name, limits);
    } catch (IOException refused) {
      destroy(name);
      throw refused;
    }
  }

  @Override
  public Limits update(String name, Limits limits) throws IOException {
    Set<Controller> all = enforceable();
    List<LimitFile> files = new ArrayList<>(unified.files(name, limits, all));
    files.addAll(controllers.files(name, limits, all));
    if (unified.enforceable().contains(Controller.MEMORY)) {
      V2Limits.checkRoom(unified.root().child(name), limits);
    }
    LimitFile.replace(files);
    return limits.only(all);
  }

  @Override
  public List<Path> joinFiles(String name) {
    return joining(unified.joinFiles(name), name);
  }

  @Override
  public List<Path> joinFiles(String name, String sub) {
    return joining(unified.joinFiles(name, sub), name);
  }

  private List<Path> joining(List<Path> member, String name) {
    List<Path> files = new ArrayList<>(member);
    controllers.groups(name).forEach(group -> files.add(group.procs()));
    return files;
  }

  @Override
  public void createSub(String name, String sub) throws IOException {
    unified.createSub(name, sub);
  }

  @Override
  public void destroySub(String name, String sub) throws IOException {
    unified.destroySub(name, sub);
  }

  @Override
  public List<String> subs(String name) throws IOException {
    return unified.subs(name);
  }

  @Override
  public List<Long> members(String name) throws IOException {
    return unified.members(name);
  }

  @Override
  public GroupMeter meter(String name) {
    GroupDirectory group = unified.root().child(name);
    GroupDirectory memory = controllers.child("memory", name);
    boolean unifiedMemory = unified.enforceable().contains(Controller.MEMORY);
    return new GroupMeter(
        group.path(),
        CpuFiles.unified(group, controllers.child("cpu", name)),
        memory == null ? MemoryFiles.v2(unifiedMemory ? group : null) : MemoryFiles.v1(memory));
  }

  @Override
  public long oomKills(String name) throws IOException {
    return controllers.oomKills(name) + unified.oomKills(name);
  }

  @Override
  public void destroy(String name) throws IOException {
    unified.destroy(name);
    controllers.destroy(name);
  }

  @Override
  public List<String> names() throws IOException {
    List<GroupDirectory> roots = new ArrayList<>(controllers.roots());
    roots.add(unified.root());
    return TaskGroups.names(roots);
  }

  @Override
  public void removeRoot() throws IOException {
    destroy(HOLDERS);
    if (names().isEmpty()) {
      unified.removeRoot();
      controllers.removeRoots();
    }
  }
}
