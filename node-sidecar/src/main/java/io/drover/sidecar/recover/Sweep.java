package io.drover.sidecar.recover;

import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.drivers.RunRecord;
import io.drover.sidecar.kernel.Mounts;
import io.drover.sidecar.kernel.Signals;
import io.drover.sidecar.spawn.Launcher;
import io.drover.sidecar.spawn.ProcessRef;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Ends and removes at start what is below our roots and nobody knows: cgroups, holders,
 * directories. It runs before any task is taken up, so what is known is what is on disk.
 */
public final class Sweep {

  private static final Logger LOG = Logger.getLogger(Sweep.class);

  private final CgroupTree cgroups;
  private final Launcher launcher;
  private final NodeStore store;

  public Sweep(CgroupTree cgroups, Launcher launcher, NodeStore store) {
    this.cgroups = cgroups;
    this.launcher = launcher;
    this.store = store;
  }

  /** Cgroups of tasks, and holders, that no stored run names. */
  public void processes(List<NodeStore.Stored> stored) throws IOException {
    Map<String, RunRecord> runs = new HashMap<>();
    Set<Long> holders = new HashSet<>();
    for (NodeStore.Stored one : stored) {
      for (TaskRecord task : one.tasks().values()) {
        RunRecord run = task.run();
        if (run != null) {
          runs.put(run.name(), run);
          process(one, run).ifPresent(ref -> holders.add(ref.holderPid()));
        }
      }
    }
    for (String name : cgroups.names()) {
      if (!runs.containsKey(name)) {
        LOG.warnf(
            "cgroup %s is known to nobody: its processes %s are killed",
            name, cgroups.members(name));
        cgroups.destroy(name);
      }
    }
    for (long pid : cgroups.members(CgroupTree.HOLDERS)) {
      if (!holders.contains(pid)) {
        LOG.warnf("holder %d holds nothing that is known: it is killed", pid);
        Signals.send(pid, Signals.KILL, () -> isHolder(pid));
      }
    }
  }

  private Optional<ProcessRef> process(NodeStore.Stored one, RunRecord run) {
    return Optional.ofNullable(run.process())
        .or(() -> launcher.find(store.pidFile(one.alloc().allocation().id(), run.name())));
  }

  private boolean isHolder(long pid) {
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
