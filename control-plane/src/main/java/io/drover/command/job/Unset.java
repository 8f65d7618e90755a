package io.drover.command.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an unset member of a request becomes. A null among the elements of a list or map counts as
 * an element with nothing set, so that validation names what it lacks; it is not dropped.
 */
final class Unset {

  private Unset() {}

  static String or(@Nullable String given, String fallback) {
    return given == null ? fallback : given;
  }

  static int or(@Nullable Integer given, int fallback) {
    return given == null ? fallback : given;
  }

  static long or(@Nullable Long given, long fallback) {
    return given == null ? fallback : given;
  }

  static boolean or(@Nullable Boolean given, boolean fallback) {
    return given == null ? fallback : given;
  }

  static Duration or(@Nullable Duration given, Duration fallback) {
    return given == null ? fallback : given;
  }

  static List<String> texts(@Nullable List<@Nullable String> given) {
    return list(given, "", Function.identity());
  }

  static Map<String, String> texts(@Nullable Map<String, @Nullable String> given) {
    return map(given, "", Function.identity());
  }

  static <A, B> List<B> list(
      @Nullable List<@Nullable A> given, A nothingSet, Function<A, B> canonical) {
    if (given == null) {
      return List.of();
    }
    List<B> result = new ArrayList<>(given.size());
    for (A element : given) {
      result.add(canonical.apply(element == null ? nothingSet : element));
    }
    return result;
  }

  static <A, B> Map<String, B> map(
      @Nullable Map<String, @Nullable A> given, A nothingSet, Function<A, B> canonical) {
    if (given == null) {
      return Map.of();
    }
    Map<String, B> result = new HashMap<>();
    given.forEach(
        (key, value) -> result.put(key, canonical.apply(value == null ? nothingSet : value)));
    return result;
  }
}
