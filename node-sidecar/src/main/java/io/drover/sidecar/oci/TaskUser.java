package io.drover.sidecar.oci;

import io.drover.sidecar.spawn.LaunchFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A user of the host with all its groups, by number.
 *
 * @param groups beyond {@code gid}
 */
record TaskUser(long uid, long gid, List<Long> groups) {

  private static final TaskUser ROOT = new TaskUser(0, 0, List.of());
  private static final Path ID = Path.of("/usr/bin/id");
  private static final long LOOKUP_SECONDS_MAX = 10;

  /**
   * Looks a name or number up: in the host's files, then with id(1), which knows directories too.
   *
   * @param name empty for root
   * @throws LaunchFailed when there is no such user
   */
  static TaskUser find(String name) throws LaunchFailed {
    if (name.isEmpty()) {
      return ROOT;
    }
    try {
      return inFiles(name)
          .or(() -> fromDirectory(name))
          .orElseThrow(() -> new IOException("unknown user " + name));
    } catch (IOException unknown) {
      throw new LaunchFailed("failed to identify user " + name + ": user: " + unknown.getMessage());
    }
  }

  private static Optional<TaskUser> inFiles(String name) throws IOException {
    for (String[] user : fields("/etc/passwd", 7)) {
      if (user[0].equals(name) || user[2].equals(name)) {
        long gid = Long.parseLong(user[3]);
        return Optional.of(new TaskUser(Long.parseLong(user[2]), gid, groups(user[0], gid)));
      }
    }
    return Optional.empty();
  }

  private static List<Long> groups(String name, long without) throws IOException {
    List<Long> groups = new ArrayList<>();
    for (String[] group : fields("/etc/group", 4)) {
      long gid = Long.parseLong(group[2]);
      if (gid != without && List.of(group[3].split(",")).contains(name)) {
        groups.add(gid);
      }
    }
    return groups;
  }

  private static List<String[]> fields(String file, int count) throws IOException {
    List<String[]> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1)) {
      String[] fields = line.split(":", -1);
      if (fields.length >= count && fields[2].matches("[0-9]{1,10}")) {
        lines.add(fields);
      }
    }
    return lines;
  }

  private static Optional<TaskUser> fromDirectory(String name) {
    // Not a name, so that it cannot be an option of id either.
    if (!name.matches("[A-Za-z_][A-Za-z0-9._@-]{0,255}") || !Files.isExecutable(ID)) {
      return Optional.empty();
    }
    Optional<List<Long>> uid = id("-u", name);
    Optional<List<Long>> gid = id("-g", name);
    if (uid.isEmpty() || gid.isEmpty()) {
      return Optional.empty();
    }
    List<Long> groups = new ArrayList<>(id("-G", name).orElse(List.of()));
    groups.removeAll(gid.get());
    return Optional.of(new TaskUser(uid.get().getFirst(), gid.get().getFirst(), groups));
  }

  private static Optional<List<Long>> id(String what, String name) {
    try {
      Process process =
          new ProcessBuilder(ID.toString(), what, name)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String told =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(LOOKUP_SECONDS_MAX, TimeUnit.SECONDS)
          || !told.matches("[0-9]+( [0-9]+)*")) {
        return Optional.empty();
      }
      return Optional.of(List.of(told.split(" ")).stream().map(Long::valueOf).toList());
    } catch (IOException refused) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
