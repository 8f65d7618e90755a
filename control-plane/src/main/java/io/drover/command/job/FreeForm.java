package io.drover.command.job;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Values whose shape the user chooses, such as a driver's Config. Every number is a double to the
 * API, so {@code 3} and {@code 3.0} are the same job: whole numbers that a double holds exactly are
 * written without a fraction, all others as the nearest double. Maps are sorted at every depth. A
 * number beyond every double is an IllegalArgumentException; readers of bodies refuse it before.
 */
final class FreeForm {

  /** Above this, a double no longer holds every whole number. */
  private static final double EXACT_MAX = 1L << 53;

  private FreeForm() {}

  static Map<String, Object> canonical(@Nullable Map<String, @Nullable Object> given) {
    return given == null ? Map.of() : map(given);
  }

  static @Nullable Map<String, Object> canonicalOrNull(
      @Nullable Map<String, @Nullable Object> given) {
    return given == null ? null : map(given);
  }

  private static @Nullable Object value(@Nullable Object given) {
    return switch (given) {
      case Map<?, ?> map -> map(map);
      case List<?> list -> list(list);
      case BigInteger big -> number(big.doubleValue());
      case BigDecimal big -> number(big.doubleValue());
      case Number number -> number(number.doubleValue());
      case null -> null;
      default -> given;
    };
  }

  @SuppressWarnings("NullAway")
  private static Map<String, Object> map(Map<?, ?> given) {
    Map<String, Object> sorted = new TreeMap<>();
    given.forEach((key, member) -> sorted.put((String) key, value(member)));
    return sorted;
  }

  private static List<@Nullable Object> list(List<?> given) {
    List<@Nullable Object> result = new ArrayList<>(given.size());
    for (Object element : given) {
      result.add(value(element));
    }
    return result;
  }

  private static Number number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a number is out of range");
    }
    if (value != Math.rint(value) || Math.abs(value) > EXACT_MAX) {
      return value;
    }
    return whole((long) value);
  }

  /** A whole number as the reader of a document will find it: an Integer where it fits. */
  static Number whole(long value) {
    if (value == (int) value) {
      return (int) value;
    }
    return value;
  }
}
