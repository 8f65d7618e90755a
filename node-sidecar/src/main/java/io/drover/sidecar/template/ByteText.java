package io.drover.sidecar.template;

import java.nio.charset.StandardCharsets;

/**
 * Go's strings are bytes. Here they are strings with one byte a char, so that lengths, positions,
 * slices and binary values come out as Go's, at no cost in memory.
 */
public final class ByteText {

  private ByteText() {}

  /** The bytes of a text in UTF-8. */
  public static String of(String text) {
    return ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String ofBytes(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  public static byte[] bytes(String byteText) {
    return byteText.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The text whose UTF-8 these bytes are; what is none becomes U+FFFD. */
  public static String text(String byteText) {
    return new String(bytes(byteText), StandardCharsets.UTF_8);
  }
}
