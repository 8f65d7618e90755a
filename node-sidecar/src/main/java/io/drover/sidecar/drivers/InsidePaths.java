package io.drover.sidecar.drivers;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths of the host that a task was given, as they are inside its root. */
final class InsidePaths {

  // Otherwise ".../alloc" would be found in ".../alloc-2".
  private static final String NO_NAME_GOES_ON = "(?![A-Za-z0-9_.~-])";

  private final Map<Pattern, String> inside =
      new TreeMap<>(Comparator.comparing(Pattern::pattern).reversed());

  InsidePaths(Path taskDirectory, Path sharedDirectory) {
    put(taskDirectory.resolve("local"), "/local");
    put(taskDirectory.resolve("secrets"), "/secrets");
    put(sharedDirectory, "/alloc");
  }

  private void put(Path host, String path) {
    inside.put(Pattern.compile(Pattern.quote(host.toString()) + NO_NAME_GOES_ON), path);
  }

  String rewrite(String text) {
    String rewritten = text;
    for (Map.Entry<Pattern, String> one : inside.entrySet()) {
      rewritten =
          one.getKey().matcher(rewritten).replaceAll(Matcher.quoteReplacement(one.getValue()));
    }
    return rewritten;
  }

  Map<String, String> rewrite(Map<String, String> values) {
    Map<String, String> rewritten = new TreeMap<>();
    values.forEach((name, value) -> rewritten.put(name, rewrite(value)));
    return rewritten;
  }
}
