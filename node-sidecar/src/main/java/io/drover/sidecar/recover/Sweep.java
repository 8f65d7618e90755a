package io.drover.sidecar.recover;

import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.kernel.Mounts;
import io.drover.sidecar.kernel.Signals;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Ends and removes at start what is below our roots and nobody knows: cgroups, holders,
 * directories. It runs before any task is taken up, so what is known is what is on disk.
 */
public final class Sweep {

  private static final Logger LOG = Logger.getLogger(Sweep.class);

  private Sweep() {}

  /** Names of all runs that were begun and have not ended, as far as is known. */
  public static Set<String> runs(List<NodeStore.Stored> stored) {
    Set<String> runs = new HashSet<>();
    for (NodeStore.Stored one : stored) {
      for (TaskRecord task : one.tasks().values()) {
        if (task.run() != null) {
          runs.add(task.run().name());
        }
      }
    }
    return runs;
  }

  /** Cgroups of tasks, and holders, that nobody knows. */
  public static void groups(CgroupTree cgroups, Set<String> names, Set<Long> holders)
      throws IOException {
    for (String name : cgroups.names()) {
      if (!names.contains(name)) {
        LOG.warnf(
            "cgroup %s is known to nobody: its processes %s are killed",
            name, cgroups.members(name));
        cgroups.destroy(name);
      }
    }
    for (long pid : cgroups.members(CgroupTree.HOLDERS)) {
      if (!holders.contains(pid)) {
        LOG.warnf("holder %d holds nothing that is known: it is killed", pid);
        Signals.send(pid, Signals.KILL, () -> isHolder(cgroups, pid));
      }
    }
  }

  private static boolean isHolder(CgroupTree cgroups, long pid) {
    try {
      return cgroups.members(CgroupTree.HOLDERS).contains(pid);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** Directories of allocations that are not stored, with what is mounted in them. */
  public static void directories(Path allocs, Set<String> known) throws IOException {
    List<Path> unknown = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(allocs)) {
      for (Path entry : entries) {
        if (!known.contains(entry.getFileName().toString())) {
          unknown.add(entry);
        }
      }
    }
    for (Path entry : unknown) {
      LOG.warnf("%s belongs to no allocation that is known: it is removed", entry);
      for (Path mount : Mounts.below(entry)) {
        Mounts.unmount(mount);
      }
      Trees.delete(entry);
    }
  }
}
