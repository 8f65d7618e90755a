package io.drover.sidecar.executor;

import io.drover.sidecar.spawn.LaunchFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Finds the program of a task: in its directory first, then on the host. */
final class Binary {

  private Binary() {}

  /**
   * The absolute path of a program, made executable if it was not.
   *
   * @throws IOException saying which step failed
   */
  static Path find(String command, Path taskDirectory) throws LaunchFailed {
    if (command.isEmpty()) {
      throw new LaunchFailed("command is required");
    }
    if (command.indexOf('\0') >= 0) {
      throw new LaunchFailed("the command holds a NUL byte");
    }
    Path found =
        lookUp(command, taskDirectory)
            .orElseThrow(() -> new LaunchFailed("binary \"" + command + "\" could not be found"));
    makeExecutable(found);
    return found;
  }

  private static Optional<Path> lookUp(String command, Path taskDirectory) {
    for (Path place : new Path[] {taskDirectory.resolve("local"), taskDirectory}) {
      Path path = Path.of(place + "/" + command).normalize();
      if (path.startsWith(taskDirectory.normalize()) && Files.isRegularFile(path)) {
        return Optional.of(path);
      }
    }
    if (command.startsWith("/")) {
      return Optional.of(Path.of(command)).filter(Files::isRegularFile);
    }
    return search(command, Optional.ofNullable(System.getenv("PATH")).orElse(SearchPath.DEFAULT));
  }

  /** Looks a name up in a search path; what has a slash is no name. */
  static Optional<Path> search(String command, String searchPath) {
    return SearchPath.find(
        command, searchPath, path -> Files.isRegularFile(path) && Files.isExecutable(path));
  }

  private static void makeExecutable(Path binary) throws LaunchFailed {
    Set<PosixFilePermission> needed =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_EXECUTE);
    try {
      Set<PosixFilePermission> has = Files.getPosixFilePermissions(binary);
      if (!has.containsAll(needed)) {
        needed.addAll(has);
        Files.setPosixFilePermissions(binary, needed);
      }
    } catch (java.nio.file.NoSuchFileException vanished) {
      throw new LaunchFailed("binary \"" + binary + "\" does not exist");
    } catch (IOException refused) {
      if (!Files.isExecutable(binary)) {
        throw new LaunchFailed(
            "error making \"" + binary + "\" executable: " + refused.getMessage());
      }
    }
  }
}
