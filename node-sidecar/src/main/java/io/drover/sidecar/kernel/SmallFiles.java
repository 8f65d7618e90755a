package io.drover.sidecar.kernel;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads files of /proc and /sys again and again into one buffer, and finds numbers in it without
 * making text of them. Not for two threads at once.
 */
public final class SmallFiles {

  /** Most such files are smaller than a page, which the kernel fills in one call. */
  private static final int FIRST_SIZE = 4096;

  private byte[] buffer = new byte[FIRST_SIZE];
  private int length;
  private int at;

  /**
   * Reads the file as it is now.
   *
   * @throws java.io.FileNotFoundException when it cannot be opened
   */
  public void read(String path) throws IOException {
    length = 0;
    at = 0;
    try (FileInputStream in = new FileInputStream(path)) {
      int read = in.read(buffer, 0, buffer.length);
      while (read > 0) {
        length += read;
        // The kernel stops before a line that does not fit into what is left of the buffer; lines
        // are shorter than half of it, so that much room means that this was all.
        if (length < FIRST_SIZE / 2) {
          return;
        }
        if (length == buffer.length) {
          buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        read = in.read(buffer, length, buffer.length - length);
      }
    }
  }

  /** The next number from where the last one ended, or {@code otherwise} when there is none. */
  public long next(long otherwise) {
    while (at < length && !digit(buffer[at])) {
      at++;
    }
    if (at == length) {
      return otherwise;
    }
    boolean negative = at > 0 && buffer[at - 1] == '-';
    long value = 0;
    while (at < length && digit(buffer[at])) {
      value = value * 10 + (buffer[at++] - '0');
    }
    return negative ? -value : value;
  }

  /** The number after a name that begins a line, or {@code otherwise} when no line does. */
  public long field(byte[] name, long otherwise) {
    int from = 0;
    while (from + name.length < length) {
      if (startsWith(from, name) && (buffer[from + name.length] == ' ' || colon(from, name))) {
        at = from + name.length;
        return next(otherwise);
      }
      from = lineAfter(from);
    }
    return otherwise;
  }

  private boolean colon(int from, byte[] name) {
    return buffer[from + name.length] == ':';
  }

  private boolean startsWith(int from, byte[] name) {
    return Arrays.equals(buffer, from, from + name.length, name, 0, name.length);
  }

  private int lineAfter(int from) {
    int end = from;
    while (end < length && buffer[end] != '\n') {
      end++;
    }
    return end + 1;
  }

  /** Goes behind the last such character; numbers are looked for from there. */
  public void skipPastLast(char character) {
    for (int i = length - 1; i >= 0; i--) {
      if (buffer[i] == character) {
        at = i + 1;
        return;
      }
    }
  }

  /** Leaves out so many words, from where the last number ended. */
  public void skipWords(int count) {
    for (int i = 0; i < count; i++) {
      while (at < length && buffer[at] == ' ') {
        at++;
      }
      while (at < length && buffer[at] != ' ') {
        at++;
      }
    }
  }

  /** All that was read. */
  public String text() {
    return new String(buffer, 0, length, StandardCharsets.UTF_8);
  }

  /** A name for {@link #field}. */
  public static byte[] name(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean digit(byte one) {
    return one >= '0' && one <= '9';
  }
}
