package io.drover.sidecar.template;

import io.drover.sidecar.template.Function.Arguments;
import io.drover.sidecar.template.Function.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions of Go's text/template itself. */
final class LanguageFunctions {

  private LanguageFunctions() {}

  static Map<String, Function> table() {
    return Map.ofEntries(
        Map.entry("and", Function.many(call -> call.get(0), Kind.ANY, Kind.ANY)),
        Map.entry("or", Function.many(call -> call.get(0), Kind.ANY, Kind.ANY)),
        Map.entry("not", Function.of(call -> !Values.truth(call.get(0)), Kind.ANY)),
        Map.entry("eq", Function.many(LanguageFunctions::eq, Kind.ANY, Kind.ANY)),
        Map.entry(
            "ne", Function.of(call -> !Values.equal(call.get(0), call.get(1)), Kind.ANY, Kind.ANY)),
        Map.entry(
            "lt", Function.of(call -> Values.less(call.get(0), call.get(1)), Kind.ANY, Kind.ANY)),
        Map.entry("le", Function.of(LanguageFunctions::lessOrEqual, Kind.ANY, Kind.ANY)),
        Map.entry("gt", Function.of(call -> !lessOrEqual(call), Kind.ANY, Kind.ANY)),
        Map.entry(
            "ge", Function.of(call -> !Values.less(call.get(0), call.get(1)), Kind.ANY, Kind.ANY)),
        Map.entry("len", Function.of(LanguageFunctions::length, Kind.ANY)),
        Map.entry("index", Function.many(LanguageFunctions::index, Kind.ANY, Kind.ANY)),
        Map.entry("slice", Function.many(LanguageFunctions::slice, Kind.ANY, Kind.ANY)),
        Map.entry("print", Function.many(call -> printer(call).print(call.from(0)), Kind.ANY)),
        Map.entry("println", Function.many(call -> printer(call).println(call.from(0)), Kind.ANY)),
        Map.entry(
            "printf",
            Function.many(
                call -> printer(call).printf(call.text(0), call.from(1)), Kind.ANY, Kind.TEXT)),
        Map.entry("html", Function.many(call -> html(joined(call)), Kind.ANY)),
        Map.entry("js", Function.many(call -> js(joined(call)), Kind.ANY)),
        Map.entry("urlquery", Function.many(call -> urlQuery(joined(call)), Kind.ANY)));
  }

  private static Printer printer(Arguments call) {
    return new Printer(call.budget());
  }

  private static String joined(Arguments call) throws FunctionError {
    String joined = printer(call).print(call.from(0));
    // Each character may become six.
    call.budget().size(joined.length() * 6L);
    return joined;
  }

  private static boolean eq(Arguments call) throws FunctionError {
    if (call.count() < 2) {
      throw new FunctionError("missing argument for comparison");
    }
    for (Object other : call.from(1)) {
      if (Values.equal(call.get(0), other)) {
        return true;
      }
    }
    return false;
  }

  private static boolean lessOrEqual(Arguments call) throws FunctionError {
    return Values.less(call.get(0), call.get(1)) || Values.equal(call.get(0), call.get(1));
  }

  private static long length(Arguments call) throws FunctionError {
    Object value = call.get(0);
    return switch (value) {
      case null -> throw new FunctionError("len of nil pointer");
      case String text -> text.length();
      case List<?> list -> list.size();
      case MapValue map when map.kind() != MapValue.Kind.FIELDS -> map.entries().size();
      default -> throw new FunctionError("len of type " + Values.type(value));
    };
  }

  private static @Nullable Object index(Arguments call) throws FunctionError {
    Object value = call.get(0);
    if (value == null) {
      throw new FunctionError("index of untyped nil");
    }
    for (Object key : call.from(1)) {
      value = indexed(value, key);
    }
    return value;
  }

  private static @Nullable Object indexed(@Nullable Object value, @Nullable Object key)
      throws FunctionError {
    return switch (value) {
      case null -> throw new FunctionError("index of nil pointer");
      case String text -> (long) text.charAt(position(key, text.length(), false));
      case List<?> list -> list.get(position(key, list.size(), false));
      case MapValue map when map.kind() != MapValue.Kind.FIELDS -> {
        if (!(key instanceof String name)) {
          throw new FunctionError(
              key == null
                  ? "value is nil; should be of type string"
                  : "value has type " + Values.type(key) + "; should be string");
        }
        yield map.entries().containsKey(name) ? map.entries().get(name) : map.absent();
      }
      default -> throw new FunctionError("can't index item of type " + Values.type(value));
    };
  }

  private static int position(@Nullable Object key, int size, boolean endIncluded)
      throws FunctionError {
    if (key == null) {
      throw new FunctionError("cannot index slice/array with nil");
    }
    if (!(key instanceof Long at)) {
      throw new FunctionError("cannot index slice/array with type " + Values.type(key));
    }
    if (at < 0 || at > size || at == size && !endIncluded) {
      throw new FunctionError("index out of range: " + at);
    }
    return at.intValue();
  }

  private static Object slice(Arguments call) throws FunctionError {
    Object value = call.get(0);
    if (value == null) {
      throw new FunctionError("slice of untyped nil");
    }
    if (call.count() > 4) {
      throw new FunctionError("too many slice indexes: " + (call.count() - 1));
    }
    int size =
        switch (value) {
          case String text when call.count() == 4 ->
              throw new FunctionError("cannot 3-index slice a string");
          case String text -> text.length();
          case List<?> list -> list.size();
          default -> throw new FunctionError("can't slice item of type " + Values.type(value));
        };
    int from = call.count() > 1 ? position(call.get(1), size, true) : 0;
    int until = call.count() > 2 ? position(call.get(2), size, true) : size;
    int bound = call.count() > 3 ? position(call.get(3), size, true) : until;
    if (from > until) {
      throw new FunctionError("invalid slice index: " + from + " > " + until);
    }
    if (until > bound) {
      throw new FunctionError("invalid slice index: " + until + " > " + bound);
    }
    return value instanceof String text
        ? text.substring(from, until)
        : Values.list(Values.elements((List<?>) value).subList(from, until));
  }

  private static String html(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"' -> out.append("&#34;");
        case '\'' -> out.append("&#39;");
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case 0 -> out.append(ByteText.of("\uFFFD"));
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  private static String js(String bytes) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < bytes.length(); ) {
      int size = Math.max(1, Utf8.size(bytes, at));
      char c = bytes.charAt(at);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\'' -> out.append("\\'");
        case '"' -> out.append("\\\"");
        case '<', '>', '&', '=' -> out.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
        default -> {
          int code = Utf8.size(bytes, at) == 0 ? 0xFFFD : Utf8.decode(bytes, at, size);
          if (Utf8.printable(code)) {
            out.append(bytes, at, at + size);
          } else {
            out.append(String.format(Locale.ROOT, "\\u%04X", code));
          }
        }
      }
      at += size;
    }
    return out.toString();
  }

  static String urlQuery(String bytes) {
    StringBuilder out = new StringBuilder();
    for (char c : bytes.toCharArray()) {
      boolean plain = c < 128 && Character.isLetterOrDigit(c) || "-_.~".indexOf(c) >= 0;
      if (plain) {
        out.append(c);
      } else if (c == ' ') {
        out.append('+');
      } else {
        out.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return out.toString();
  }
}
