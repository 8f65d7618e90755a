package io.drover.sidecar.drivers;

import io.drover.contract.json.GoDuration;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A task's config as a driver reads it: every member must be known and of the right type. */
final class TaskConfig {

  private final Map<String, Object> values;

  TaskConfig(Map<String, Object> values, Set<String> known) throws ConfigRejected {
    this.values = values;
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw ConfigRejected.unknown(name);
      }
    }
  }

  String need(String name) throws ConfigRejected {
    if (values.get(name) == null) {
      throw ConfigRejected.missing(name);
    }
    return text(name);
  }

  /** The members "command" and "args", as one line. */
  List<String> command() throws ConfigRejected {
    List<String> command = new ArrayList<>();
    command.add(need("command"));
    command.addAll(texts("args"));
    return command;
  }

  String text(String name) throws ConfigRejected {
    Object value = values.get(name);
    return switch (value) {
      case null -> "";
      case String text -> text;
      case Number number -> plain(number);
      case Boolean flag -> flag.toString();
      default -> throw ConfigRejected.type(name, "string");
    };
  }

  private static String plain(Number number) {
    return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
  }

  List<String> texts(String name) throws ConfigRejected {
    Object value = values.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw ConfigRejected.type(name, "list of string");
    }
    List<String> texts = new ArrayList<>();
    for (Object element : list) {
      switch (element) {
        case String text -> texts.add(text);
        case Number number -> texts.add(plain(number));
        case Boolean flag -> texts.add(flag.toString());
        case null, default -> throw ConfigRejected.type(name, "list of string");
      }
    }
    return texts;
  }

  int number(String name) throws ConfigRejected {
    String text = text(name);
    try {
      return text.isEmpty() ? 0 : new BigDecimal(text).intValueExact();
    } catch (ArithmeticException | NumberFormatException wrong) {
      throw ConfigRejected.type(name, "number");
    }
  }

  boolean flag(String name) throws ConfigRejected {
    return switch (text(name)) {
      case "", "false" -> false;
      case "true" -> true;
      default -> throw ConfigRejected.type(name, "bool");
    };
  }

  /** A block that may be there once: an object, or a list with one in it. */
  Optional<TaskConfig> block(String name, Set<String> known) throws ConfigRejected {
    Object value = values.get(name);
    if (value instanceof List<?> list) {
      if (list.size() > 1) {
        throw ConfigRejected.parse(
            "Duplicate " + name + " block: Only one block of type \"" + name + "\" is allowed.");
      }
      value = list.isEmpty() ? null : list.getFirst();
    }
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Map<?, ?> members)) {
      throw ConfigRejected.type(name, "object");
    }
    Map<String, Object> inside = new TreeMap<>();
    for (Map.Entry<?, ?> member : members.entrySet()) {
      inside.put(String.valueOf(member.getKey()), member.getValue());
    }
    return Optional.of(new TaskConfig(inside, known));
  }

  /** A duration as Go writes it, or a number of nanoseconds. */
  Duration duration(String name) throws ConfigRejected {
    Object value = values.get(name);
    if (value instanceof Number number) {
      return Duration.ofNanos(number.longValue());
    }
    String text = text(name);
    try {
      return text.isEmpty() ? Duration.ZERO : GoDuration.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw ConfigRejected.parse(wrong.getMessage());
    }
  }
}
