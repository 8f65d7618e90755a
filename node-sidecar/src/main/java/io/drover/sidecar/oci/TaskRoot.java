package io.drover.sidecar.oci;

import io.drover.sidecar.executor.SearchPath;
import io.drover.sidecar.spawn.LaunchFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The file system as an isolated task will see it, looked at from outside: its own directory, and
 * what is mounted over it. Links are followed inside it only, so none leads out. Immutable.
 */
final class TaskRoot {

  // The kernel's own bound on links in a path.
  private static final int LINKS_MAX = 40;
  private static final Set<PosixFilePermission> EXECUTABLE =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_EXECUTE);

  private final Path directory;
  private final Map<Path, Path> mounts = new TreeMap<>();

  /**
   * @param directory the task's own
   * @param mounts path in the task to path on the host; what is not there is left out
   */
  TaskRoot(Path directory, Map<String, Path> mounts) {
    this.directory = directory;
    mounts.forEach(
        (inside, host) -> {
          try {
            this.mounts.put(Path.of("/").resolve(inside).normalize(), host.toRealPath());
          } catch (IOException missing) {
            // The runtime refuses a mount whose source is missing, in words of its own.
          }
        });
  }

  /**
   * The program that a name or path stands for, as a path inside; made executable where it is the
   * task's own file.
   *
   * @throws LaunchFailed when it is not there
   */
  String program(String command) throws LaunchFailed {
    List<String> places = new ArrayList<>(List.of("/local/" + command, "/" + command));
    if (command.indexOf('/') < 0) {
      SearchPath.directories(SearchPath.DEFAULT)
          .forEach(place -> places.add(place + "/" + command));
    }
    for (String place : places) {
      Optional<Path> host = host(place).filter(Files::isRegularFile);
      if (host.isPresent()) {
        if (host.get().startsWith(directory)) {
          makeExecutable(host.get());
        }
        return Path.of(place).normalize().toString();
      }
    }
    throw new LaunchFailed("file " + command + " not found under path " + directory);
  }

  /** Whether somebody may execute the file of that path inside. */
  boolean executable(String path) {
    return host(path)
        .filter(Files::isRegularFile)
        .map(TaskRoot::permissions)
        .filter(
            has ->
                has.contains(PosixFilePermission.OWNER_EXECUTE)
                    || has.contains(PosixFilePermission.GROUP_EXECUTE)
                    || has.contains(PosixFilePermission.OTHERS_EXECUTE))
        .isPresent();
  }

  private static Set<PosixFilePermission> permissions(Path file) {
    try {
      return Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException gone) {
      return Set.of();
    }
  }

  /** Where on the host that path is, links inside followed; nothing when it is not there. */
  Optional<Path> host(String path) {
    Deque<Path> ahead = new ArrayDeque<>();
    Path.of("/").resolve(path).forEach(ahead::add);
    Path at = Path.of("/");
    int links = 0;
    while (!ahead.isEmpty()) {
      Path next = at.resolve(ahead.pop()).normalize();
      Path host = place(next);
      if (!mounts.containsKey(next) && Files.isSymbolicLink(host)) {
        if (++links > LINKS_MAX) {
          return Optional.empty();
        }
        at = follow(host, at, ahead);
      } else if (Files.exists(host, LinkOption.NOFOLLOW_LINKS) || leadsToMount(next)) {
        at = next;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(place(at));
  }

  private static Path follow(Path link, Path from, Deque<Path> ahead) {
    Path target;
    try {
      target = Files.readSymbolicLink(link);
    } catch (IOException gone) {
      target = Path.of("/nonexistent");
    }
    List<Path> names = new ArrayList<>();
    target.forEach(names::add);
    names.reversed().forEach(ahead::push);
    return target.isAbsolute() ? Path.of("/") : from;
  }

  private boolean leadsToMount(Path inside) {
    return mounts.keySet().stream().anyMatch(mount -> mount.startsWith(inside));
  }

  private Path place(Path inside) {
    Path from = Path.of("/");
    Path to = directory;
    for (Map.Entry<Path, Path> mount : mounts.entrySet()) {
      if (inside.startsWith(mount.getKey())
          && mount.getKey().getNameCount() > from.getNameCount()) {
        from = mount.getKey();
        to = mount.getValue();
      }
    }
    return inside.equals(from) ? to : to.resolve(from.relativize(inside));
  }

  private static void makeExecutable(Path file) throws LaunchFailed {
    try {
      Set<PosixFilePermission> has = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
      if (!has.containsAll(EXECUTABLE)) {
        Set<PosixFilePermission> both = EnumSet.copyOf(EXECUTABLE);
        both.addAll(has);
        Files.setPosixFilePermissions(file, both);
      }
    } catch (NoSuchFileException vanished) {
      throw new LaunchFailed("binary \"" + file + "\" does not exist");
    } catch (IOException refused) {
      throw new LaunchFailed("error making \"" + file + "\" executable: " + refused.getMessage());
    }
  }
}
