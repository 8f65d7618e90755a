package io.drover.sidecar.spawn;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One process to start.
 *
 * @param command an absolute path and its arguments
 * @param environment all of it; nothing of the sidecar's own is added
 * @param user the user to become, if not the sidecar's own
 * @param cgroups cgroup.procs files that the process joins before its first instruction
 * @param networkNamespace to enter; empty for the sidecar's own
 */
public record ProcessSpec(
    List<String> command,
    Map<String, String> environment,
    Path directory,
    Optional<UserIds> user,
    List<Path> cgroups,
    String networkNamespace) {

  /**
   * A text with a NUL byte would be cut off there by the kernel.
   *
   * @throws LaunchFailed naming the member
   */
  void check() throws LaunchFailed {
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      throw new LaunchFailed("command is required");
    }
    for (int i = 0; i < command.size(); i++) {
      refuseNul(i == 0 ? "the command" : "argument " + i, command.get(i));
    }
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      refuseNul("the name of an environment variable", entry.getKey());
      refuseNul("environment variable " + entry.getKey(), entry.getValue());
    }
  }

  private static void refuseNul(String what, String text) throws LaunchFailed {
    if (text.indexOf('\0') >= 0) {
      throw new LaunchFailed(what + " holds a NUL byte");
    }
  }
}
