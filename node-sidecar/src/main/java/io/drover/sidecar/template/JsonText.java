package io.drover.sidecar.template;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes values as Go's encoding/json does. */
final class JsonText {

  private final BoundedText out;
  private final Budget budget;
  private final boolean pretty;
  private final boolean escapesHtml;

  private JsonText(Budget budget, boolean pretty, boolean escapesHtml) {
    this.out = new BoundedText(budget);
    this.budget = budget;
    this.pretty = pretty;
    this.escapesHtml = escapesHtml;
  }

  static String of(@Nullable Object value, boolean pretty, boolean escapesHtml, Budget budget)
      throws FunctionError {
    JsonText text = new JsonText(budget, pretty, escapesHtml);
    text.write(value, 0);
    return text.out.toString();
  }

  private void write(@Nullable Object value, int depth) throws FunctionError {
    budget.enter();
    switch (value) {
      case null -> out.append("null");
      case String text -> string(text);
      case Double real -> out.append(number(real));
      case List<?> list -> {
        out.append('[');
        String gap = "";
        for (Object element : list) {
          out.append(gap);
          newLine(depth + 1);
          write(element, depth + 1);
          gap = ",";
        }
        closing(list.isEmpty(), depth, ']');
      }
      case MapValue map
          when map.kind() == MapValue.Kind.FIELDS && map.entries().containsKey("Value") ->
          string(String.valueOf(map.entries().get("Value")));
      case MapValue map -> object(map, depth);
      case Numbering numbering -> throw new FunctionError("json: unsupported type: <-chan int64");
      default -> out.append(value.toString());
    }
    budget.leave();
  }

  private void object(MapValue map, int depth) throws FunctionError {
    out.append('{');
    String gap = "";
    for (Map.Entry<String, @Nullable Object> entry : map.entries().entrySet()) {
      out.append(gap);
      newLine(depth + 1);
      string(entry.getKey());
      out.append(pretty ? ": " : ":");
      write(entry.getValue(), depth + 1);
      gap = ",";
    }
    closing(map.entries().isEmpty(), depth, '}');
  }

  private void closing(boolean empty, int depth, char end) throws FunctionError {
    if (!empty) {
      newLine(depth);
    }
    out.append(end);
  }

  private void newLine(int depth) throws FunctionError {
    if (pretty) {
      out.append('\n').repeat(' ', 2L * depth);
    }
  }

  static String number(double value) throws FunctionError {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new FunctionError("json: unsupported value: " + GoNumbers.format(value, 'g', -1));
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-6 || size >= 1e21)) {
      return GoNumbers.format(value, 'e', -1).replaceFirst("e-0(\\d)$", "e-$1");
    }
    String text = new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    return size == 0 ? 1 / value < 0 ? "-0" : "0" : text;
  }

  private void string(String bytes) throws FunctionError {
    out.append('"');
    for (int at = 0; at < bytes.length(); ) {
      int size = Utf8.size(bytes, at);
      int code = size == 0 ? 0xFFFD : Utf8.decode(bytes, at, size);
      int width = Math.max(1, size);
      character(code, size == 0 ? "\\ufffd" : bytes.substring(at, at + width));
      at += width;
    }
    out.append('"');
  }

  private void character(int code, String original) throws FunctionError {
    boolean html = escapesHtml && (code == '<' || code == '>' || code == '&');
    switch (code) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      default -> {
        if (html || code < ' ' || code == 0x2028 || code == 0x2029) {
          out.append(String.format(Locale.ROOT, "\\u%04x", code));
        } else {
          out.append(original);
        }
      }
    }
  }
}
