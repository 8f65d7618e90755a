package io.drover.sidecar.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes a map as TOML: plain entries first, tables after them. */
final class TomlText {

  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_-]+");

  private final BoundedText out;
  private final Budget budget;

  private TomlText(Budget budget) {
    this.out = new BoundedText(budget);
    this.budget = budget;
  }

  static String of(@Nullable Object value, Budget budget) throws FunctionError {
    if (!(value instanceof MapValue map)) {
      throw new FunctionError("toTOML: top-level values must be maps; got " + Values.type(value));
    }
    TomlText text = new TomlText(budget);
    text.table(map, List.of());
    return text.out.toString().strip();
  }

  private void table(MapValue map, List<String> path) throws FunctionError {
    budget.enter();
    for (Map.Entry<String, @Nullable Object> entry : map.entries().entrySet()) {
      Object value = entry.getValue();
      if (value != null && !(value instanceof MapValue) && !tables(value)) {
        out.repeat(' ', 2L * path.size()).append(key(entry.getKey())).append(" = ");
        inline(value);
        out.append('\n');
      }
    }
    for (Map.Entry<String, @Nullable Object> entry : map.entries().entrySet()) {
      List<String> inner = new ArrayList<>(path);
      inner.add(key(entry.getKey()));
      if (entry.getValue() instanceof MapValue nested) {
        header(inner, "[", "]");
        table(nested, inner);
      } else if (entry.getValue() instanceof List<?> list && tables(list)) {
        for (Object element : list) {
          header(inner, "[[", "]]");
          table((MapValue) java.util.Objects.requireNonNull(element), inner);
        }
      }
    }
    budget.leave();
  }

  private static boolean tables(Object value) {
    return value instanceof List<?> list
        && !list.isEmpty()
        && list.stream().allMatch(MapValue.class::isInstance);
  }

  private void header(List<String> path, String open, String close) throws FunctionError {
    out.append(out.length() == 0 ? "" : "\n")
        .repeat(' ', 2L * (path.size() - 1))
        .append(open)
        .append(String.join(".", path))
        .append(close)
        .append('\n');
  }

  private static String key(String name) {
    return BARE.matcher(name).matches() ? name : Quoting.quote(name);
  }

  private void inline(@Nullable Object value) throws FunctionError {
    budget.enter();
    switch (value) {
      case null -> throw new FunctionError("toTOML: a list cannot contain nothing");
      case String text -> out.append(Quoting.quote(text));
      case Double real -> {
        String text = GoNumbers.format(real, 'f', -1);
        out.append(text.contains(".") ? text : text + ".0");
      }
      case List<?> list -> {
        out.append('[');
        String gap = "";
        for (Object element : list) {
          out.append(gap);
          inline(element);
          gap = ", ";
        }
        out.append(']');
      }
      case MapValue map -> throw new FunctionError("toTOML: a list cannot mix maps and values");
      default -> out.append(value.toString());
    }
    budget.leave();
  }
}
