package io.drover.sidecar.spawn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The programs of the host that a launch needs: absolute paths, found once at start.
 *
 * @param setpriv empty when there is none; then a task cannot have another user
 */
public record Tools(String env, String setsid, String sleep, String setpriv) {

  private static final List<String> PLACES = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");

  /**
   * Looks for them and tries the one option that is younger than the rest (coreutils 8.31, 2019).
   *
   * @throws IOException naming what is missing
   */
  public static Tools find() throws IOException {
    Tools tools = new Tools(need("env"), need("setsid"), need("sleep"), look("setpriv"));
    Process trial =
        new ProcessBuilder(tools.env, "--default-signal=INT,QUIT", tools.sleep, "0")
            .redirectErrorStream(true)
            .start();
    String told = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (!trial.waitFor(10, TimeUnit.SECONDS) || trial.exitValue() != 0) {
        throw new IOException(
            tools.env + " does not know --default-signal (GNU coreutils 8.31 does): " + told);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
    return tools;
  }

  private static String need(String name) throws IOException {
    String found = look(name);
    if (found.isEmpty()) {
      throw new IOException("no " + name + " in " + String.join(", ", PLACES));
    }
    return found;
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
  List<String> become(UserIds user) {
    return List.of(setpriv, "--reuid=" + user.uid(), "--regid=" + user.gid(), "--init-groups");
  }
}
