package io.drover.sidecar.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Trees on the hierarchies that this machine has, below roots that nobody else has. */
public final class RealTrees {

  private RealTrees() {}

  /** All kinds that can be had: what the probe finds, and version 1 alone, and version 2 alone. */
  public static Stream<CgroupTree> all() throws IOException {
    return Stream.of(
            CgroupProbe.probe(name()),
            CgroupProbe.probe(mounts(line -> !line.contains(" - cgroup2 ")), name()),
            CgroupProbe.probe(mounts(line -> line.contains(" - cgroup2 ")), name()))
        .flatMap(Optional::stream);
  }

  private static List<String> mounts(Predicate<String> kind) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream().filter(kind).toList();
  }

  private static String name() {
    return "drover-test-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Starts a shell script as a member of that group. */
  public static Process start(List<Path> joinFiles, String script) throws IOException {
    StringBuilder whole = new StringBuilder();
    joinFiles.forEach(file -> whole.append("echo 0 >").append(file).append(" || exit 99; "));
    return new ProcessBuilder("sh", "-c", whole + script)
        .redirectErrorStream(true)
        .redirectInput(Path.of("/dev/null").toFile())
        .start();
  }

  /** Starts a process that forks as often as it can, and so do its children. */
  public static Process forkBomb(List<Path> joinFiles) throws IOException {
    assumePython();
    String program = "import os\nwhile 1:\n  try: os.fork()\n  except OSError: pass";
    return start(joinFiles, "exec python3 -c '" + program + "'");
  }

  /** The programs of these tests are written in Python. */
  public static void assumePython() {
    boolean found =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "python3")));
    Assumptions.assumeTrue(found, "python3 is missing");
  }
}
