package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Finds out what control groups the machine has, and which of them can be written. */
public final class CgroupProbe {

  private static final Logger LOG = Logger.getLogger(CgroupProbe.class);
  private static final Set<String> LIMITING =
      Arrays.stream(Controller.values())
          .map(Controller::kernelName)
          .collect(Collectors.toUnmodifiableSet());

  private CgroupProbe() {}

  /**
   * Looks at this machine and makes our groups, so that what can be enforced is known; nothing
   * where no hierarchy can be written.
   */
  public static Optional<CgroupTree> probe(String rootName) throws IOException {
    return probe(Files.readAllLines(Path.of("/proc/self/mountinfo")), rootName)
        .filter(CgroupProbe::canBeUsed);
  }

  private static boolean canBeUsed(CgroupTree tree) {
    try {
      tree.prepare();
      return true;
    } catch (IOException refused) {
      LOG.warnf("cgroups cannot be used: %s", refused);
      return false;
    }
  }

  static Optional<CgroupTree> probe(List<String> mountInfo, String rootName) {
    if (!rootName.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")) {
      throw new IllegalArgumentException("not a name for a cgroup: \"" + rootName + "\"");
    }
    Path unified = null;
    Map<String, Path> v1 = new LinkedHashMap<>();
    for (String line : mountInfo) {
      int dash = line.indexOf(" - ");
      if (dash < 0) {
        continue;
      }
      Path at = Path.of(line.substring(0, dash).split(" ")[4]);
      String[] kind = line.substring(dash + 3).split(" ");
      if (kind[0].equals("cgroup2") && Files.isWritable(at)) {
        unified = at;
      } else if (kind[0].equals("cgroup") && Files.isWritable(at)) {
        for (String option : kind[kind.length - 1].split(",")) {
          v1.put(option, at);
        }
      }
    }
    return Optional.ofNullable(choose(unified, v1, rootName));
  }

  private static @Nullable CgroupTree choose(
      @Nullable Path unified, Map<String, Path> v1, String rootName) {
    if (unified != null) {
      Map<String, Path> limiting = only(v1, LIMITING);
      return limiting.isEmpty()
          ? new V2Tree(unified, rootName)
          : new HybridTree(unified, limiting, rootName);
    }
    Path freezer = v1.get("freezer");
    if (freezer == null) {
      return null;
    }
    Set<String> measuring = new TreeSet<>(LIMITING);
    measuring.add(V1Controllers.ACCOUNTING);
    return new V1Tree(
        freezer, only(v1, measuring), Optional.ofNullable(v1.get("name=systemd")), rootName);
  }

  private static Map<String, Path> only(Map<String, Path> mounts, Set<String> names) {
    Map<String, Path> some = new LinkedHashMap<>(mounts);
    some.keySet().retainAll(names);
    return some;
  }
}
