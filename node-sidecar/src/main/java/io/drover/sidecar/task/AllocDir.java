package io.drover.sidecar.task;

import io.drover.contract.ids.AllocId;
import io.drover.sidecar.kernel.KernelException;
import io.drover.sidecar.kernel.Mounts;
import io.drover.sidecar.recover.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * An allocation's directories (semantics.md 12.1). Secrets live in memory where that is possible.
 */
final class AllocDir {

  private static final Logger LOG = Logger.getLogger(AllocDir.class);
  private static final int NOBODY = 65534;
  private static final List<String> SECRET = List.of("secrets", "private");

  private final Path root;
  private final boolean privileged;

  /**
   * @param allocs the node's directory of allocations
   * @param privileged whether owners can be set and memory file systems mounted
   */
  AllocDir(Path allocs, AllocId id, boolean privileged) {
    this.root = allocs.resolve(id.value());
    this.privileged = privileged;
  }

  Path shared() {
    return root.resolve("alloc");
  }

  Path logs() {
    return shared().resolve("logs");
  }

  /** A task's own; the name is one path component, or this is an IllegalArgumentException. */
  Path task(String name) {
    Path path = root.resolve(name);
    if (name.isEmpty() || !root.equals(path.getParent()) || !path.equals(path.normalize())) {
      throw new IllegalArgumentException("not a name for a task's directory: \"" + name + "\"");
    }
    return path;
  }

  /** Makes what tasks share. */
  void build() throws IOException {
    make(root, 0755, false);
    make(shared(), 0777, true);
    for (String name : List.of("logs", "tmp", "data")) {
      make(shared().resolve(name), 0777, true);
    }
  }

  /**
   * Makes a task's directories; what is there already stays.
   *
   * @param isolated the directory becomes a root of its own, which is root's
   */
  void buildTask(String name, boolean isolated) throws IOException {
    Path task = task(name);
    make(task, 0777, !isolated);
    make(task.resolve("local"), 0777, true);
    make(task.resolve("tmp"), 01777, true);
    for (String secret : SECRET) {
      make(task.resolve(secret), 0777, true);
      mountSecret(task.resolve(secret));
    }
  }

  private void make(Path directory, int mode, boolean shared) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(directory);
      Files.setAttribute(directory, "unix:mode", mode);
      if (shared && privileged) {
        Files.setAttribute(directory, "unix:uid", NOBODY);
        Files.setAttribute(directory, "unix:gid", NOBODY);
      }
    }
  }

  private void mountSecret(Path directory) throws IOException {
    Path marker = directory.resolve(".nomad-mount");
    if (!privileged || Files.exists(marker)) {
      return;
    }
    try {
      Mounts.tmpfs(directory, "size=1m,mode=0777,uid=" + NOBODY + ",gid=" + NOBODY);
      Files.createFile(marker);
    } catch (KernelException refused) {
      LOG.warnf("%s is on disk, not in memory: %s", directory, refused.getMessage());
    }
  }

  /** Takes a task's memory file systems away; its secrets are gone with them. */
  void unmountTask(String name) throws IOException {
    for (String secret : SECRET) {
      Mounts.unmount(task(name).resolve(secret));
    }
  }

  /** Removes everything. */
  void destroy() throws IOException {
    for (Path mount : Mounts.below(root)) {
      Mounts.unmount(mount);
    }
    Trees.delete(root);
  }
}
