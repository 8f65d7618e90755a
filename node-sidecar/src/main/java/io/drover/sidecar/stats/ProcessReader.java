package io.drover.sidecar.stats;

import io.drover.sidecar.kernel.SmallFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** What one process has used up to now, from /proc. */
final class ProcessReader {

  private static final byte[] RSS = SmallFiles.name("VmRSS");
  private static final byte[] SWAP = SmallFiles.name("VmSwap");
  // USER_HZ, the unit of /proc/PID/stat, is 100 on every architecture that Java runs on.
  private static final long NANOS_OF_TICK = Duration.ofMillis(10).toNanos();
  private static final int WORDS_TO_USER_TIME = 11;
  private static final int WORDS_TO_START = 6;
  private static final long KB = 1024;

  private ProcessReader() {}

  /**
   * Nanoseconds and bytes.
   *
   * @param started since the machine's start; tells a later process of the same id apart
   */
  record Process(long user, long system, long started, long rss, long swap) {

    long total() {
      return user + system;
    }
  }

  /** Nothing when there is no such process any more. */
  static Optional<Process> read(long pid, SmallFiles files) throws IOException {
    String directory = "/proc/" + pid;
    try {
      files.read(directory + "/stat");
      // The name before it may contain anything, brackets too.
      files.skipPastLast(')');
      files.skipWords(WORDS_TO_USER_TIME);
      long user = files.next(0) * NANOS_OF_TICK;
      long system = files.next(0) * NANOS_OF_TICK;
      files.skipWords(WORDS_TO_START);
      long started = files.next(0) * NANOS_OF_TICK;
      files.read(directory + "/status");
      return Optional.of(
          new Process(user, system, started, files.field(RSS, 0) * KB, files.field(SWAP, 0) * KB));
    } catch (FileNotFoundException ended) {
      return Optional.empty();
    } catch (IOException ended) {
      // ESRCH: it ended between opening and reading.
      if (java.nio.file.Files.exists(java.nio.file.Path.of(directory))) {
        throw ended;
      }
      return Optional.empty();
    }
  }
}
