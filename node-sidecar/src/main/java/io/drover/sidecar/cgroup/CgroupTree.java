package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of the machine's control groups that belongs to this sidecar: one group a task, all
 * below one root, and one group for the holders, which no task's end may touch. The sidecar itself
 * is never in any of them. Calls may come from any thread; two at once for the same task may not.
 */
public sealed interface CgroupTree permits V1Tree, V2Tree, HybridTree {

  /** Where holders live. No task can have this name: those start with an allocation's id. */
  String HOLDERS = "holders";

  /** v1, v2 or hybrid. */
  String version();

  /** The mount point that tasks are tracked in. */
  Path mountPoint();

  /** True when a share of CPU time can be set. */
  boolean weighsCpu();

  /** Makes the root and the holders' group. */
  void prepare() throws IOException;

  /**
   * Makes a task's group.
   *
   * @param limits those that this host cannot enforce are left out; {@link #weighsCpu} and its like
   *     tell
   */
  void create(String name, Limits limits) throws IOException;

  /**
   * Files that a process writes 0 to, to become a member of that group. The first is that of the
   * hierarchy which decides who belongs to it.
   */
  List<Path> joinFiles(String name);

  /** The same for a part of a group, which can be ended alone. */
  default List<Path> joinFiles(String name, String sub) {
    List<Path> files = new ArrayList<>(joinFiles(name));
    files.set(0, SubGroups.of(this, name).resolve(sub).resolve("cgroup.procs"));
    return files;
  }

  /**
   * Makes a part of a group.
   *
   * @throws java.nio.file.NoSuchFileException when there is no such group
   */
  default void createSub(String name, String sub) throws IOException {
    Files.createDirectory(SubGroups.of(this, name).resolve(sub));
  }

  /** Ends all processes of a part of a group and removes it; what is not there is no error. */
  default void destroySub(String name, String sub) throws IOException {
    SubGroups.destroy(SubGroups.of(this, name).resolve(sub));
  }

  /** Names of the parts of a group. */
  default List<String> subs(String name) throws IOException {
    return SubGroups.names(SubGroups.of(this, name));
  }

  /** How often the kernel ended a process of the group because its memory was used up. */
  default long oomKills(String name) throws IOException {
    return 0;
  }

  /**
   * Changes a group's limits.
   *
   * @throws IOException when one is refused; then the old ones stay
   */
  default void update(String name, Limits limits) throws IOException {
    throw new IOException("limits cannot be changed on this host");
  }

  /** Process ids in a group; empty when there is no such group. */
  List<Long> members(String name) throws IOException;

  /**
   * Ends all processes of a group, whatever they fork meanwhile, and removes it. Does nothing when
   * there is no such group.
   *
   * @throws IOException when something is left after {@link GroupEnd#WAIT}
   */
  void destroy(String name) throws IOException;

  /** Names of all task groups that exist. */
  List<String> names() throws IOException;

  /** Removes the root, when no task is left, holders included. */
  void removeRoot() throws IOException;
}
