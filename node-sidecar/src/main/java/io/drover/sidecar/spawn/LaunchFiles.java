package io.drover.sidecar.spawn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a launch leaves on disk of who was launched: the first two lines of a holder's and a
 * process's /proc/PID/stat, as the process itself read them before it became the command.
 */
final class LaunchFiles {

  // A launch takes some 3 ms; a sidecar takes 200 ms to come back at the very least.
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private LaunchFiles() {}

  static Optional<ProcessRef> find(Path pids, Optional<Path> orphan, String bootId) {
    long deadline = System.nanoTime() + WAIT_NANOS;
    while (true) {
      Optional<ProcessRef> found = read(pids, orphan, bootId);
      if (found.isPresent() || System.nanoTime() > deadline) {
        return found;
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  static Optional<ProcessRef> read(Path pids, Optional<Path> orphan, String bootId) {
    try {
      String text = Files.readString(pids, StandardCharsets.ISO_8859_1);
      if (!text.endsWith("\n")) {
        return Optional.empty();
      }
      String[] lines = text.split("\n");
      ProcStat holder = ProcStat.parse(lines[0]);
      ProcStat self = ProcStat.parse(lines[1]);
      Optional<ProcStat> process =
          orphan.isPresent() ? orphan(orphan.get(), holder) : Optional.of(self);
      return process.map(
          found ->
              new ProcessRef(
                  bootId, found.pid(), found.startTicks(), holder.pid(), holder.startTicks()));
    } catch (NoSuchFileException notYet) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new UncheckedIOException("reading " + pids, failure);
    }
  }

  /** It belongs to the holder only once the program that started it has ended. */
  private static Optional<ProcStat> orphan(Path file, ProcStat holder) throws IOException {
    String text = Files.readString(file).strip();
    return text.matches("[0-9]{1,10}")
        ? ProcStat.read(Long.parseLong(text)).filter(stat -> stat.parent() == holder.pid())
        : Optional.empty();
  }
}
