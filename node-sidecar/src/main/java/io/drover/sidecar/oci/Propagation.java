package io.drover.sidecar.oci;

import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.spawn.LaunchFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether mounts made on one side of a volume show on the other. */
final class Propagation {

  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

  private Propagation() {}

  static boolean reachesHost(ExecCommand.Mount mount) {
    return mount.propagation().equals("bidirectional");
  }

  /**
   * The mount option for a volume.
   *
   * @throws LaunchFailed for an unknown mode, or one that the host cannot give
   */
  static String option(ExecCommand.Mount mount) throws LaunchFailed {
    return switch (mount.propagation()) {
      case "", "private" -> "rprivate";
      case "host-to-task" -> "rslave";
      case "bidirectional" -> {
        requireShared(mount.hostPath());
        yield "rshared";
      }
      default ->
          throw new LaunchFailed(
              "mount "
                  + mount.taskPath()
                  + ": propagation_mode \""
                  + mount.propagation()
                  + "\" is none of private, host-to-task, bidirectional");
    };
  }

  private static void requireShared(Path source) throws LaunchFailed {
    try {
      if (!shared(source.toRealPath(), Files.readAllLines(MOUNTS))) {
        throw new LaunchFailed(
            source + " is not on a shared mount: propagation_mode bidirectional needs one");
      }
    } catch (LaunchFailed known) {
      throw known;
    } catch (IOException refused) {
      throw new LaunchFailed(source + ": " + refused.getMessage());
    }
  }

  /** The last of the longest mount points decides: it lies on top. */
  static boolean shared(Path source, List<String> mountInfo) {
    int longest = -1;
    boolean shared = false;
    for (String line : mountInfo) {
      String[] fields = line.split(" ");
      Path at = Path.of(fields[4]);
      if (source.startsWith(at) && at.getNameCount() >= longest) {
        longest = at.getNameCount();
        shared = line.substring(0, line.indexOf(" - ")).contains(" shared:");
      }
    }
    return shared;
  }
}
