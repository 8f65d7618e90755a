package io.drover.sidecar.cgroup;

import io.drover.sidecar.kernel.SmallFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  /** The mount point that CPU time is weighed in; where tasks are tracked if it is not. */
  Path cpuMountPoint();

  /** Makes the root and the holders' group, and finds out what can be enforced. */
  void prepare() throws IOException;

  /** The controllers that limits can be set by; none before {@link #prepare}. */
  Set<Controller> enforceable();

  /** Those that these limits need and this host does not have. */
  default Set<Controller> unenforceable(Limits limits) {
    Set<Controller> missing = EnumSet.noneOf(Controller.class);
    missing.addAll(limits.needed());
    missing.removeAll(enforceable());
    return missing;
  }

  /**
   * Makes a task's group, with its limits, which nobody can join before they are on.
   *
   * @param limits those that this host cannot enforce are left out; {@link #unenforceable} tells
   * @throws IOException naming the limit that the kernel refuses; then there is no group
   */
  void create(String name, Limits limits) throws IOException;

  /**
   * Changes the limits of a group that exists. Zero and empty lift a limit.
   *
   * @return what is in force now: the limits without those that this host cannot enforce
   * @throws IOException naming the limit that the kernel refuses, its value and the reason; then
   *     the old ones are in force
   */
  Limits update(String name, Limits limits) throws IOException;

  /** Files that a process writes 0 to, to become a member of that group. */
  List<Path> joinFiles(String name);

  /**
   * Makes a group inside a task's, for what is run in the task beside it. It has no limits of its
   * own: what is in it counts for the task, and ends with it.
   */
  void createSub(String name, String sub) throws IOException;

  /** As {@link #joinFiles(String)}, for a group inside the task's. */
  List<Path> joinFiles(String name, String sub);

  /** Ends all processes of a group inside a task's and removes it, as {@link #destroy} does. */
  void destroySub(String name, String sub) throws IOException;

  /** Names of the groups inside a task's. */
  List<String> subs(String name) throws IOException;

  /** Process ids in a group; empty when there is no such group. */
  List<Long> members(String name) throws IOException;

  /** What a group has used so far; nothing when there is no such group. */
  default Optional<CgroupUsage> usage(String name) throws IOException {
    return meter(name).read(new SmallFiles());
  }

  /** For reading a group's usage many times. */
  GroupMeter meter(String name);

  /** Processes of the group that the kernel killed for want of memory; 0 when not measured. */
  long oomKills(String name) throws IOException;

  /**
   * Ends all processes of a group, whatever they fork meanwhile, and removes it. Does nothing when
   * there is no such group.
   *
   * @throws IOException when something is left after {@link GroupEnd#WAIT}
   */
  void destroy(String name) throws IOException;

  /** Names of all task groups that exist, in whatever hierarchy. */
  List<String> names() throws IOException;

  /** Removes the root, when no task is left, holders included. */
  void removeRoot() throws IOException;
}
