package io.drover.cli.alloc;

import io.drover.cli.UsageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The last lines of what is far away: read backwards until there are enough. */
final class Tail {

  /** How many lines are shown if nobody says how many. */
  static final int LINES = 10;

  /** Where the search for the last lines begins; doubled until there are enough of them. */
  private static final long FIRST_BYTES = 16 * 1024;

  /** The most that is searched for line ends: the default of a task's log files, 10 of 10 MB. */
  private static final long BYTES_MAX = 128L * 1024 * 1024;

  private Tail() {}

  /** Gives the last bytes of something, fewer if it has no more. */
  @FunctionalInterface
  interface End {
    byte[] read(int bytesMax) throws IOException;
  }

  /** Refuses flags that do not fit together. */
  static void check(boolean tail, @Nullable Integer lines, @Nullable Long bytes) {
    if ((lines != null || bytes != null) && !tail) {
      throw new UsageException("-n and -c need -tail");
    }
    if ((lines != null && bytes != null)
        || (lines != null && lines < 0)
        || (bytes != null && bytes < 0)) {
      throw new UsageException("give one of -n and -c, not below zero");
    }
  }

  /** How many bytes the last lines take. */
  static long lastLines(int wanted, End end) throws IOException {
    for (long back = FIRST_BYTES; ; back *= 2) {
      byte[] read = end.read((int) Math.min(BYTES_MAX, back));
      int length = lastLines(read, wanted);
      if (length < read.length || read.length < back || back >= BYTES_MAX) {
        return length;
      }
    }
  }

  /** The length of the last lines; an unfinished line at the end counts as one. */
  static int lastLines(byte[] text, int wanted) {
    int found = 0;
    for (int i = text.length - 1; i >= 0; i--) {
      boolean ends = text[i] == '\n' && i < text.length - 1;
      if (ends && ++found == wanted) {
        return text.length - 1 - i;
      }
    }
    return wanted == 0 ? 0 : text.length;
  }
}
