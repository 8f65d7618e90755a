package io.drover.sidecar.oci;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * A runtime makes a group in every hierarchy of the machine, also in those that the sidecar does
 * not use. This takes away the empty ones of our root, in all of them.
 */
final class CgroupLeftovers {

  private static final Logger LOG = Logger.getLogger(CgroupLeftovers.class);

  private final String rootName;
  private final List<Path> hierarchies;

  /**
   * @param mountInfo lines of /proc/self/mountinfo
   */
  CgroupLeftovers(String rootName, List<String> mountInfo) {
    this.rootName = rootName;
    this.hierarchies = hierarchies(mountInfo);
  }

  private static List<Path> hierarchies(List<String> mountInfo) {
    List<Path> found = new ArrayList<>();
    for (String line : mountInfo) {
      int dash = line.indexOf(" - ");
      if (dash > 0 && line.startsWith("cgroup", dash + 3)) {
        found.add(Path.of(line.split(" ")[4]));
      }
    }
    return found;
  }

  /** True where all controllers are in one hierarchy. */
  boolean unifiedOnly(List<String> mountInfo) {
    return mountInfo.stream().noneMatch(line -> line.contains(" - cgroup "));
  }

  /** Removes a task's group everywhere, with the empty ones below it. */
  void remove(String group) {
    hierarchies.forEach(mount -> remove(mount.resolve(rootName).resolve(group)));
  }

  /** Removes our root where it is empty. */
  void removeRoots() {
    for (Path mount : hierarchies) {
      removeEmpty(mount.resolve(rootName));
    }
  }

  private static void remove(Path group) {
    if (!Files.isDirectory(group)) {
      return;
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(group, Files::isDirectory)) {
      children.forEach(CgroupLeftovers::remove);
    } catch (IOException gone) {
      LOG.debugf("%s: %s", group, gone.getMessage());
    }
    removeEmpty(group);
  }

  private static void removeEmpty(Path group) {
    try {
      Files.deleteIfExists(group);
    } catch (DirectoryNotEmptyException used) {
      LOG.debugf("%s is in use", group);
    } catch (IOException used) {
      // EBUSY: it has members or children; whoever they belong to removes it.
      LOG.debugf("%s: %s", group, used.getMessage());
    }
  }
}
