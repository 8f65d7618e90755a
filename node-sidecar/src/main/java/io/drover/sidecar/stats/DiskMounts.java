package io.drover.sidecar.stats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Where file systems that are on a device are mounted. */
final class DiskMounts {

  private DiskMounts() {}

  record Mount(String device, Path at) {}

  /** Without those below {@code allocs}, which are tasks' views of what is listed already. */
  static List<Mount> find(Path allocs) throws IOException {
    return find(
        Files.readAllLines(Path.of("/proc/self/mounts")),
        onDevices(Files.readAllLines(Path.of("/proc/filesystems"))),
        allocs);
  }

  private static Set<String> onDevices(List<String> types) {
    return types.stream()
        .filter(line -> !line.startsWith("nodev"))
        .map(String::strip)
        .collect(Collectors.toSet());
  }

  static List<Mount> find(List<String> mounts, Set<String> types, Path allocs) {
    List<Mount> found = new ArrayList<>();
    for (String line : mounts) {
      String[] words = line.split(" ");
      if (words.length > 2 && types.contains(words[2])) {
        Path at = Path.of(decoded(words[1]));
        if (!at.startsWith(allocs)) {
          found.add(new Mount(decoded(words[0]), at));
        }
      }
    }
    return found;
  }

  /** The kernel writes blanks, tabs, line ends and backslashes as three octal digits. */
  private static String decoded(String word) {
    return word.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
