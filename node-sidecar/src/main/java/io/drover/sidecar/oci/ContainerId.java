package io.drover.sidecar.oci;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of containers: runtimes take fewer characters than an executor's ids may have. */
final class ContainerId {

  private static final Pattern ENCODED = Pattern.compile("\\+([0-9a-f]{4})");

  private ContainerId() {}

  /** A name that stands for that id and no other. */
  static String of(String id) {
    StringBuilder name = new StringBuilder();
    for (char letter : id.toCharArray()) {
      boolean plain =
          letter >= 'a' && letter <= 'z'
              || letter >= 'A' && letter <= 'Z'
              || letter >= '0' && letter <= '9'
              || letter == '.'
              || letter == '_'
              || letter == '-';
      if (plain) {
        name.append(letter);
      } else {
        name.append('+').append(String.format("%04x", (int) letter));
      }
    }
    return name.toString();
  }

  /** The id that a name stands for. */
  static String id(String name) {
    return ENCODED
        .matcher(name)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(found.group(1), 16))));
  }
}
