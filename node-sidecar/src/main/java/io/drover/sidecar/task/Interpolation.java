package io.drover.sidecar.task;

import io.drover.contract.model.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces references in texts of a job. What it does not know it leaves as it is. Immutable.
 *
 * @param values by the text between the braces
 */
record Interpolation(Map<String, String> values) {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^{}]{1,256})}");

  /** What a node says of itself: {@code node.*}, {@code attr.*}, {@code meta.*}. */
  static Interpolation of(Node node) {
    Map<String, String> values = new TreeMap<>();
    values.put("node.unique.id", node.id().value());
    values.put("node.unique.name", node.name());
    values.put("node.datacenter", node.datacenter());
    values.put("node.class", node.nodeClass());
    values.put("node.pool", node.nodePool());
    node.attributes().forEach((name, value) -> values.put("attr." + name, value));
    node.meta().forEach((name, value) -> values.put("meta." + name, value));
    return new Interpolation(values);
  }

  /** With some more references. */
  Interpolation with(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(values);
    all.putAll(more);
    return new Interpolation(all);
  }

  /** With an environment as {@code NAME}, {@code env.NAME} and {@code env["NAME"]}. */
  Interpolation withEnvironment(Map<String, String> environment) {
    Map<String, String> all = new TreeMap<>(values);
    environment.forEach(
        (name, value) -> {
          all.put(name, value);
          all.put("env." + name, value);
          all.put("env[\"" + name + "\"]", value);
        });
    return new Interpolation(all);
  }

  String apply(String text) {
    if (!text.contains("${")) {
      return text;
    }
    Matcher reference = REFERENCE.matcher(text);
    return reference.replaceAll(
        found ->
            Matcher.quoteReplacement(values.getOrDefault(found.group(1).strip(), found.group())));
  }

  /** Applied to all texts of a config, however deep. */
  Map<String, Object> apply(Map<String, Object> config) {
    Map<String, Object> applied = new LinkedHashMap<>();
    config.forEach((name, value) -> applied.put(name, applyAny(value)));
    return applied;
  }

  private @Nullable Object applyAny(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (value) {
      case String text -> apply(text);
      case List<?> list -> {
        List<Object> applied = new ArrayList<>();
        list.forEach(element -> applied.add(applyAny(element)));
        yield applied;
      }
      case Map<?, ?> map -> {
        Map<Object, Object> applied = new LinkedHashMap<>();
        map.forEach((name, element) -> applied.put(name, applyAny(element)));
        yield applied;
      }
      default -> value;
    };
  }
}
