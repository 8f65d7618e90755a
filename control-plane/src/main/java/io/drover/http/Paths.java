package io.drover.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** Paths as Go's router sees them: decoded, so that {@code %2F} in an id is a slash. */
public final class Paths {

  private Paths() {}

  /** What follows {@code prefix} in a raw path, decoded. */
  public static String after(String rawPath, String prefix) {
    return decode(rawPath.substring(prefix.length()));
  }

  /** Decodes percent signs; a plus stays a plus. */
  public static String decode(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    byte[] decoded = new byte[raw.length() * 3];
    int length = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '%') {
        byte[] plain = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(plain, 0, decoded, length, plain.length);
        length += plain.length;
        continue;
      }
      int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
      int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        throw new Failure(400, "Bad Request");
      }
      decoded[length++] = (byte) (high << 4 | low);
      i += 2;
    }
    return new String(decoded, 0, length, StandardCharsets.UTF_8);
  }

  /** True if the path has empty, {@code .} or {@code ..} parts, for which there is a redirect. */
  public static boolean unclean(String path) {
    return path.contains("//")
        || path.contains("/./")
        || path.contains("/../")
        || path.endsWith("/.")
        || path.endsWith("/..");
  }

  /** The path without such parts; a slash at the end stays. */
  public static String clean(String path) {
    ArrayDeque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/")) {
      switch (part) {
        case "", "." -> {}
        case ".." -> parts.pollLast();
        case String name -> parts.addLast(name);
      }
    }
    String joined = "/" + String.join("/", parts);
    return path.endsWith("/") && !parts.isEmpty() ? joined + "/" : joined;
  }
}
