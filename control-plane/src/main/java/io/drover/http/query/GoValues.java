package io.drover.http.query;

import io.drover.contract.json.GoDuration;
import io.drover.contract.json.GoText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Booleans and durations as Go spells them, which is what clients send in query parameters. */
public final class GoValues {

  private GoValues() {}

  /** True or false for one of Go's twelve spellings, null for anything else. */
  public static @Nullable Boolean bool(String text) {
    return switch (text) {
      case "1", "t", "T", "TRUE", "true", "True" -> Boolean.TRUE;
      case "0", "f", "F", "FALSE", "false", "False" -> Boolean.FALSE;
      case String other -> null;
    };
  }

  /** What Go says about a text that is no boolean. */
  public static String notBool(String text) {
    return "strconv.ParseBool: parsing " + quote(text) + ": invalid syntax";
  }

  /** What Go says about a text that is no whole number. */
  public static String notInt(String text) {
    return "strconv.ParseInt: parsing " + quote(text) + ": invalid syntax";
  }

  /** A text in Go's double quotes. */
  public static String quote(String text) {
    return GoText.quote(text);
  }

  /** A duration such as {@code 1m30s} or {@code -1.5h}; null if the text is none. */
  public static @Nullable Duration duration(String text) {
    try {
      return GoDuration.parse(text);
    } catch (GoDuration.FormatException none) {
      return null;
    }
  }
}
