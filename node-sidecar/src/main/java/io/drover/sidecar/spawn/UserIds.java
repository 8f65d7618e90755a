package io.drover.sidecar.spawn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A user of the machine by number. */
public record UserIds(long uid, long gid, String home) {

  /**
   * Looks a name or number up, in /etc/passwd first and then with getent, which knows directories
   * too.
   */
  public static Optional<UserIds> find(String name) throws IOException {
    // Not a name, so that it cannot be an option of getent either.
    if (!name.matches("[A-Za-z_][A-Za-z0-9._@-]{0,255}|[0-9]{1,10}")) {
      return Optional.empty();
    }
    boolean number = Character.isDigit(name.charAt(0));
    for (String line : Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1)) {
      if (line.startsWith(name + ":") || number && line.matches("[^:]*:[^:]*:" + name + ":.*")) {
        return parse(line);
      }
    }
    Path getent = Path.of("/usr/bin/getent");
    if (!Files.isExecutable(getent)) {
      return Optional.empty();
    }
    Process process =
        new ProcessBuilder(getent.toString(), "passwd", name)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return parse(
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
  }

  private static Optional<UserIds> parse(String line) {
    String[] fields = line.split(":", -1);
    return fields.length < 7
        ? Optional.empty()
        : Optional.of(new UserIds(Long.parseLong(fields[2]), Long.parseLong(fields[3]), fields[5]));
  }
}
