package io.drover.http.query;

import io.drover.http.Failure;
import java.util.Locale;

/** Ids and beginnings of ids as they come in paths and parameters, with Nomad's errors. */
public final class Uuids {

  private static final int LENGTH = 36;

  private Uuids() {}

  /**
   * A whole id in lower case; short ones are refused with a text that begins with the lookup, if
   * there is one.
   */
  public static String whole(String id, String lookup) {
    if (id.length() != LENGTH) {
      throw new Failure(500, wrong(lookup) + "UUID must be 36 characters");
    }
    return id.toLowerCase(Locale.ROOT);
  }

  /** The beginning of an id in lower case; it has to hold whole bytes in hexadecimal. */
  public static String prefix(String prefix, String lookup) {
    String digits = prefix.replace("-", "");
    if (digits.length() % 2 != 0) {
      throw new Failure(500, wrong(lookup) + "Input (without hyphens) must be even length");
    }
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (Character.digit(c, 16) < 0 || c > 'f') {
        throw new Failure(
            500,
            "%sInvalid UUID: encoding/hex: invalid byte: U+%04X '%c'"
                .formatted(wrong(lookup), (int) c, c));
      }
    }
    return prefix.toLowerCase(Locale.ROOT);
  }

  private static String wrong(String lookup) {
    return lookup.isEmpty() ? "index error: " : lookup + ": index error: ";
  }
}
