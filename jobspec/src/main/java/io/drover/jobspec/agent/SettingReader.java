package io.drover.jobspec.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.contract.json.GoDuration;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads the settings of one block of the document. Remembers which keys it was asked for, so that
 * {@link #finish} can name those that nobody knows. A value of the wrong type is a problem and
 * reads as the default.
 */
public final class SettingReader {

  /** Says where a key path was written, such as {@code agent.hcl:4}. */
  @FunctionalInterface
  public interface Places {
    String of(String path);
  }

  private final ObjectNode block;
  private final String path;
  private final Places places;
  private final List<String> problems;
  private final List<String> warnings;
  private final Set<String> known = new TreeSet<>();

  SettingReader(
      ObjectNode block, String path, Places places, List<String> problems, List<String> warnings) {
    this.block = block;
    this.path = path;
    this.places = places;
    this.problems = problems;
    this.warnings = warnings;
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private <T> T read(String key, T byDefault, String expected, Function<JsonNode, Optional<T>> as) {
    known.add(key);
    JsonNode value = block.get(key);
    if (value == null || value.isNull()) {
      return byDefault;
    }
    Optional<T> typed = as.apply(value);
    if (typed.isEmpty()) {
      problems.add(
          places.of(pathOf(key))
              + ": "
              + pathOf(key)
              + ": expected "
              + expected
              + ", found "
              + describe(value));
    }
    return typed.orElse(byDefault);
  }

  private static String describe(JsonNode value) {
    return value.isObject()
        ? "a block"
        : value.isArray()
            ? "a list"
            : value.isTextual() ? "\"" + value.asText() + "\"" : "" + value;
  }

  String text(String key, String byDefault) {
    return read(
        key,
        byDefault,
        "a string",
        v -> v.isContainerNode() ? Optional.empty() : Optional.of(v.asText()));
  }

  boolean flag(String key, boolean byDefault) {
    return read(key, byDefault, "true or false", SettingReader::asFlag);
  }

  /** The older parser also takes the text of a bool, and 0 or 1. */
  private static Optional<Boolean> asFlag(JsonNode v) {
    return switch (v.asText()) {
      case "true", "1" -> v.isContainerNode() ? Optional.empty() : Optional.of(true);
      case "false", "0", "" -> v.isContainerNode() ? Optional.empty() : Optional.of(false);
      default -> Optional.empty();
    };
  }

  int integer(String key, int byDefault) {
    return read(
        key, byDefault, "a whole number", v -> asNumber(v).flatMap(SettingReader::asInteger));
  }

  long size(String key, long byDefault) {
    return read(key, byDefault, "a size such as \"1M\"", Sizes::parse);
  }

  Optional<Integer> optionalInteger(String key) {
    return block.has(key) ? Optional.of(integer(key, 0)) : mark(key);
  }

  private <T> Optional<T> mark(String key) {
    known.add(key);
    return Optional.empty();
  }

  double number(String key, double byDefault) {
    return read(key, byDefault, "a number", v -> asNumber(v).map(BigDecimal::doubleValue));
  }

  private static Optional<BigDecimal> asNumber(JsonNode v) {
    // Long digits are no setting, and would take long to convert.
    if (v.isContainerNode() || v.isBoolean() || v.asText().length() > 40) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(v.asText()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> asInteger(BigDecimal number) {
    if (number.precision() - number.scale() > 11 || number.scale() > 40) {
      return Optional.empty();
    }
    try {
      return Optional.of(number.intValueExact());
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** A text such as {@code "10s"}; a bare number is nanoseconds, as Nomad takes it. */
  Duration duration(String key, Duration byDefault) {
    return read(key, byDefault, "a duration such as \"10s\"", SettingReader::asDuration);
  }

  private static Optional<Duration> asDuration(JsonNode v) {
    if (v.isIntegralNumber() && v.canConvertToLong()) {
      return Optional.of(Duration.ofNanos(v.longValue()));
    }
    if (!v.isTextual()) {
      return Optional.empty();
    }
    try {
      return Optional.of(GoDuration.parse(v.asText()));
    } catch (GoDuration.FormatException e) {
      return Optional.empty();
    }
  }

  List<String> texts(String key) {
    return read(
        key,
        List.of(),
        "a list of strings",
        v -> {
          if (!v.isArray()) {
            return Optional.empty();
          }
          List<String> items = new ArrayList<>();
          for (JsonNode item : v) {
            if (item.isContainerNode() || item.isNull()) {
              return Optional.empty();
            }
            items.add(item.asText());
          }
          return Optional.of(List.copyOf(items));
        });
  }

  Map<String, String> textMap(String key) {
    return read(
        key,
        Map.of(),
        "a block of strings",
        v -> {
          if (!v.isObject()) {
            return Optional.empty();
          }
          Map<String, String> items = new LinkedHashMap<>();
          for (Map.Entry<String, JsonNode> member : v.properties()) {
            if (member.getValue().isContainerNode() || member.getValue().isNull()) {
              return Optional.empty();
            }
            items.put(member.getKey(), member.getValue().asText());
          }
          return Optional.of(Map.copyOf(items));
        });
  }

  /** A block kept as it is, with maps, lists, strings, numbers and bools of Java. */
  Map<String, Object> raw(String key) {
    return read(
        key,
        Map.of(),
        "a block",
        v -> v.isObject() ? Optional.of(Plain.map((ObjectNode) v)) : Optional.empty());
  }

  /** The whole block that is being read. */
  Map<String, Object> raw() {
    return Plain.map(block);
  }

  SettingReader block(String key) {
    ObjectNode inner =
        read(
            key,
            block.objectNode(),
            "a block",
            v -> v.isObject() ? Optional.of((ObjectNode) v) : Optional.empty());
    return new SettingReader(inner, pathOf(key), places, problems, warnings);
  }

  /** Blocks with a label each. */
  <T> Map<String, T> labelled(String key, Function<SettingReader, T> each) {
    Map<String, T> all = new LinkedHashMap<>();
    SettingReader outer = block(key);
    for (String label : List.copyOf(outer.names())) {
      all.put(label, each.apply(outer.block(label)));
    }
    return all;
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    block.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Declares keys that are known although nothing reads them here. */
  SettingReader ignoring(String... keys) {
    known.addAll(List.of(keys));
    return this;
  }

  /** Warns of the keys that nobody asked for. */
  void finish() {
    for (String name : names()) {
      if (!known.contains(name)) {
        warnings.add(places.of(pathOf(name)) + ": unknown key " + pathOf(name));
      }
    }
  }
}
