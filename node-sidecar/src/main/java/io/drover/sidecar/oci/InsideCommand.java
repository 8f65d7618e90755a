package io.drover.sidecar.oci;

import io.drover.sidecar.executor.SearchPath;
import io.drover.sidecar.spawn.LaunchFailed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Looks for the program of a command inside a task before the runtime is asked for it: a runtime
 * tells a command that is not there by an exit code that a command could have as well.
 */
final class InsideCommand {

  // File systems of the task's own that cannot be looked at from outside.
  private static final List<Path> UNSEEN = List.of(Path.of("/proc"), Path.of("/dev"));

  private InsideCommand() {}

  /**
   * Checks that it can be executed.
   *
   * @throws LaunchFailed when not
   */
  static void check(TaskRoot root, Map<String, String> environment, String program)
      throws LaunchFailed {
    if (program.indexOf('/') >= 0) {
      Path path = Path.of("/").resolve(program).normalize();
      if (UNSEEN.stream().anyMatch(path::startsWith)) {
        return;
      }
      if (root.host(program).isEmpty()) {
        throw failed("fork/exec " + program + ": no such file or directory");
      }
      if (!root.executable(program)) {
        throw failed("fork/exec " + program + ": permission denied");
      }
      return;
    }
    for (String place : environment.getOrDefault("PATH", SearchPath.DEFAULT).split(":")) {
      if (root.executable(place + "/" + program)) {
        return;
      }
    }
    throw failed("exec: \"" + program + "\": executable file not found in $PATH");
  }

  private static LaunchFailed failed(String why) {
    return new LaunchFailed("failed to start command: " + why);
  }
}
