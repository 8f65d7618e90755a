package io.drover.sidecar.spawn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What /proc/PID/stat tells. {@code startTicks}, together with the boot, tells two processes of one
 * id apart. {@code waitStatus} means something for an ended process (state Z) only.
 */
public record ProcStat(long pid, char state, long parent, long startTicks, int waitStatus) {

  /** Reads it, or nothing when there is no such process. */
  public static Optional<ProcStat> read(long pid) {
    try {
      return Optional.of(
          parse(Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1)));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    } catch (IOException gone) {
      // ESRCH: it ended between opening and reading.
      return Optional.empty();
    }
  }

  /** The name in parentheses may hold blanks and parentheses, so fields count from the last one. */
  static ProcStat parse(String line) {
    int name = line.lastIndexOf(')');
    long pid = Long.parseLong(line.substring(0, line.indexOf(' ')));
    String[] fields = line.substring(name + 2).trim().split(" ");
    return new ProcStat(
        pid,
        fields[0].charAt(0),
        Long.parseLong(fields[1]),
        Long.parseLong(fields[19]),
        fields.length > 49 ? Integer.parseInt(fields[49]) : 0);
  }

  /** True when it has ended and only waits to be collected. */
  public boolean ended() {
    return state == 'Z' || state == 'X';
  }

  /** Identity of this boot of the machine. */
  public static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException("reading the boot id", unreadable);
    }
  }

  /** True when this process has SIGCHLD ignored, which children would inherit. */
  public static boolean ignoresChildren() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("SigIgn:")) {
        long ignored = Long.parseUnsignedLong(line.substring(7).strip(), 16);
        return (ignored & 1L << 16) != 0;
      }
    }
    return false;
  }
}
