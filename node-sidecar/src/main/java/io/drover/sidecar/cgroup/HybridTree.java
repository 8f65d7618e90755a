package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Both at once: version 2 without controllers decides who belongs to a task and ends it (one write,
 * no race with forks), a version 1 hierarchy weighs its CPU time.
 */
public final class HybridTree implements CgroupTree {

  private final V2Tree unified;
  private final GroupDirectory cpuRoot;

  /** Mount points of cgroup2 and of the cpu controller. */
  public HybridTree(Path unified, Path cpu, String rootName) {
    this.unified = new V2Tree(unified, rootName);
    this.cpuRoot = new GroupDirectory(cpu.resolve(rootName));
  }

  private GroupDirectory cpu(String name) {
    return new GroupDirectory(cpuRoot.path().resolve(name));
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
  public boolean weighsCpu() {
    return true;
  }

  @Override
  public void prepare() throws IOException {
    unified.prepare();
    cpu(HOLDERS).create();
  }

  @Override
  public void create(String name, Limits limits) throws IOException {
    unified.create(name, Limits.NONE);
    cpu(name).create();
    if (limits.cpuShares() > 0) {
      cpu(name).write("cpu.shares", Long.toString(Math.max(2, limits.cpuShares())));
    }
  }

  @Override
  public List<Path> joinFiles(String name) {
    List<Path> files = new ArrayList<>(unified.joinFiles(name));
    files.add(cpu(name).procs());
    return files;
  }

  @Override
  public List<Long> members(String name) throws IOException {
    return unified.members(name);
  }

  @Override
  public void destroy(String name) throws IOException {
    unified.destroy(name);
    GroupEnd.end(cpu(name), GroupEnd::killAll);
  }

  @Override
  public List<String> names() throws IOException {
    List<String> names = new ArrayList<>(unified.names());
    for (GroupDirectory child : cpuRoot.children()) {
      String name = child.path().getFileName().toString();
      if (!name.equals(HOLDERS) && !names.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }

  @Override
  public void removeRoot() throws IOException {
    unified.removeRoot();
    destroy(HOLDERS);
    if (names().isEmpty()) {
      cpuRoot.remove();
    }
  }
}
