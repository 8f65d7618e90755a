package io.drover.sidecar.template;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes values as YAML. */
final class YamlText {

  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z_/.][A-Za-z0-9_./+@-]*( [A-Za-z0-9_./+@-]+)*");
  private static final Pattern RESERVED =
      Pattern.compile(
          "(?i)y|n|yes|no|true|false|on|off|null|~|\\.inf|\\.nan|<<|\\.?[0-9][0-9_.,e+-]*|\\.");

  private final BoundedText out;
  private final Budget budget;

  private YamlText(Budget budget) {
    this.out = new BoundedText(budget);
    this.budget = budget;
  }

  static String of(@Nullable Object value, Budget budget) throws FunctionError {
    YamlText text = new YamlText(budget);
    text.write(value, 0, false);
    String all = text.out.toString();
    return all.startsWith("\n") ? all.substring(1) : all;
  }

  private void write(@Nullable Object value, int depth, boolean inList) throws FunctionError {
    budget.enter();
    switch (value) {
      case List<?> list when list.isEmpty() -> scalar("[]", depth);
      case MapValue map when map.text() == null && map.entries().isEmpty() -> scalar("{}", depth);
      case List<?> list -> {
        // A list inside of a map is not indented.
        for (Object element : list) {
          newLine(inList ? depth : Math.max(0, depth - 1));
          out.append("-");
          item(element, (inList ? depth : Math.max(0, depth - 1)) + 1);
        }
      }
      case MapValue map when map.text() == null -> {
        for (var entry : map.entries().entrySet()) {
          newLine(depth);
          out.append(text(entry.getKey())).append(':');
          write(entry.getValue(), depth + 1, false);
        }
      }
      case null -> scalar("null", depth);
      case String string -> scalar(text(string), depth);
      case MapValue map -> scalar(text(String.valueOf(map.text())), depth);
      case Double real -> scalar(GoNumbers.format(real, 'g', -1), depth);
      default -> scalar(value.toString(), depth);
    }
    budget.leave();
  }

  private void item(@Nullable Object element, int depth) throws FunctionError {
    boolean nested =
        element instanceof MapValue map && map.text() == null && !map.entries().isEmpty()
            || element instanceof List<?> list && !list.isEmpty();
    if (!nested) {
      write(element, depth, true);
      return;
    }
    // The first line of what is nested stands behind the dash.
    YamlText inner = new YamlText(budget);
    inner.write(element, depth, true);
    out.append(" ").append(inner.out.toString().strip());
  }

  private void newLine(int depth) throws FunctionError {
    out.append('\n').repeat(' ', 2L * depth);
  }

  private void scalar(String text, int depth) throws FunctionError {
    out.append(depth == 0 ? "" : " ").append(text);
  }

  private static String text(String bytes) {
    if (PLAIN.matcher(bytes).matches() && !RESERVED.matcher(bytes).matches()) {
      return bytes;
    }
    boolean printable = bytes.chars().allMatch(c -> c >= ' ' && c != 127);
    return printable && !bytes.isEmpty() || bytes.isEmpty()
        ? bytes.isEmpty() || RESERVED.matcher(bytes).matches()
            ? "\"" + bytes + "\""
            : "'" + bytes.replace("'", "''") + "'"
        : Quoting.quote(bytes);
  }
}
