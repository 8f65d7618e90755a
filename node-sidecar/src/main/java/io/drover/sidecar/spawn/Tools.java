package io.drover.sidecar.spawn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The programs of the host that a launch may need: absolute paths, found once at start.
 *
 * @param env for variables that a shell would drop
 * @param setpriv empty when there is none; then a task cannot have another user
 * @param nsenter empty when there is none; then a task cannot have another network
 */
public record Tools(String env, String setpriv, String nsenter) {

  private static final List<String> PLACES = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");

  /**
   * Looks for them.
   *
   * @throws IOException naming what is missing
   */
  public static Tools find() throws IOException {
    String env = look("env");
    if (env.isEmpty()) {
      throw new IOException("no env in " + String.join(", ", PLACES));
    }
    return new Tools(env, look("setpriv"), look("nsenter"));
  }

  private static String look(String name) {
    for (String place : PLACES) {
      Path path = Path.of(place, name);
      if (Files.isExecutable(path)) {
        return path.toString();
      }
    }
    return "";
  }

  /** What to put before a command so that it runs as that user. */
  List<String> become(UserIds user) throws LaunchFailed {
    if (setpriv.isEmpty()) {
      throw new LaunchFailed("a task with a user of its own needs setpriv, which is not installed");
    }
    return List.of(setpriv, "--reuid=" + user.uid(), "--regid=" + user.gid(), "--init-groups");
  }

  /** What to put before a command so that it runs in that network namespace. */
  List<String> enter(String networkNamespace) throws LaunchFailed {
    if (nsenter.isEmpty()) {
      throw new LaunchFailed("a network namespace needs nsenter, which is not installed");
    }
    return List.of(nsenter, "--net=" + networkNamespace, "--");
  }
}
