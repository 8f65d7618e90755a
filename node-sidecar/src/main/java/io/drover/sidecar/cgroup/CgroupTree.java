package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.nio.file.Path;
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

  /** Files that a process writes 0 to, to become a member of that group. */
  List<Path> joinFiles(String name);

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
