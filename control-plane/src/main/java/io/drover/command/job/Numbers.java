package io.drover.command.job;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Numbers in texts, read as unsigned 64-bit. */
final class Numbers {

  /** 2^64 - 1 has 20 decimal digits; the API's own limit on such text does not matter here. */
  private static final int DIGITS_MAX = 1000;

  private static final int BITS = 64;

  private Numbers() {}

  /** Why a text is no unsigned number of that base, or null if it is one. */
  static @Nullable String uint64Fault(String text, int base) {
    String prefix = "strconv.ParseUint: parsing " + Quote.of(text) + ": ";
    boolean digits =
        !text.isEmpty() && text.chars().allMatch(c -> c < 128 && Character.digit(c, base) >= 0);
    if (!digits) {
      return prefix + "invalid syntax";
    }
    if (text.length() > DIGITS_MAX || new BigInteger(text, base).bitLength() > BITS) {
      return prefix + "value out of range";
    }
    return null;
  }
}
