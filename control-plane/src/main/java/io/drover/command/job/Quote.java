package io.drover.command.job;

import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Text in double quotes, with control characters escaped, as the API's messages show it. */
final class Quote {

  private static final HexFormat HEX = HexFormat.of();

  private Quote() {}

  static String of(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f) {
            quoted.append("\\x").append(HEX.toHexDigits((byte) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /** A list of quoted texts in brackets. */
  static String of(Collection<String> texts) {
    return texts.stream().map(Quote::of).collect(Collectors.joining(" ", "[", "]"));
  }
}
