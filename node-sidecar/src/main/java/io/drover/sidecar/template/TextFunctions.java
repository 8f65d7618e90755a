package io.drover.sidecar.template;

import io.drover.sidecar.template.Function.Arguments;
import io.drover.sidecar.template.Function.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Functions on texts. The text itself comes last, so that it can be piped. */
final class TextFunctions {

  private TextFunctions() {}

  static Map<String, Function> table() {
    Kind text = Kind.TEXT;
    return Map.ofEntries(
        Map.entry("toLower", Function.of(call -> changed(call, TextFunctions::lower), text)),
        Map.entry("toUpper", Function.of(call -> changed(call, TextFunctions::upper), text)),
        Map.entry("toTitle", Function.of(call -> changed(call, TextFunctions::title), text)),
        Map.entry(
            "trim",
            Function.of(call -> trim(call.text(1), ByteText.text(call.text(0))), text, text)),
        Map.entry("trimPrefix", Function.of(TextFunctions::trimPrefix, text, text)),
        Map.entry("trimSuffix", Function.of(TextFunctions::trimSuffix, text, text)),
        Map.entry("trimSpace", Function.of(call -> ByteText.of(stripped(call.text(0))), text)),
        Map.entry("split", Function.of(TextFunctions::split, text, text)),
        Map.entry("splitToMap", Function.of(TextFunctions::splitToMap, text, text, text)),
        Map.entry("join", Function.of(TextFunctions::join, text, Kind.TEXTS)),
        Map.entry("replaceAll", Function.of(TextFunctions::replaceAll, text, text, text)),
        Map.entry("regexMatch", Function.of(Regex::match, text, text)),
        Map.entry("regexReplaceAll", Function.of(Regex::replaceAll, text, text, text)),
        Map.entry("indent", Function.of(TextFunctions::indent, Kind.WHOLE, text)));
  }

  private static String changed(Arguments call, java.util.function.UnaryOperator<String> change) {
    return ByteText.of(change.apply(ByteText.text(call.text(0))));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String upper(String text) {
    return text.codePoints()
        .map(Character::toUpperCase)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (int code : text.codePoints().toArray()) {
      boolean letter = Character.isLetterOrDigit(code) || code == '\'' || code == '_';
      out.appendCodePoint(letter && !inside ? Character.toTitleCase(code) : code);
      inside = letter;
    }
    return out.toString();
  }

  private static String trim(String bytes, String cutset) {
    int[] codes = ByteText.text(bytes).codePoints().toArray();
    int from = 0;
    int until = codes.length;
    while (from < until && cutset.indexOf(codes[from]) >= 0) {
      from++;
    }
    while (until > from && cutset.indexOf(codes[until - 1]) >= 0) {
      until--;
    }
    return ByteText.of(new String(codes, from, until - from));
  }

  private static String trimPrefix(Arguments call) {
    return call.text(1).startsWith(call.text(0))
        ? call.text(1).substring(call.text(0).length())
        : call.text(1);
  }

  private static String trimSuffix(Arguments call) {
    return call.text(1).endsWith(call.text(0))
        ? call.text(1).substring(0, call.text(1).length() - call.text(0).length())
        : call.text(1);
  }

  private static String stripped(String bytes) {
    return ByteText.text(bytes).strip();
  }

  private static List<@Nullable Object> split(Arguments call) throws FunctionError {
    return Values.list(pieces(call, call.text(0), call.text(1)));
  }

  private static List<String> pieces(Arguments call, String separator, String from)
      throws FunctionError {
    String text = ByteText.of(stripped(from));
    List<String> pieces = new ArrayList<>();
    if (text.isEmpty()) {
      return pieces;
    }
    call.budget().bytes(separator.isEmpty() ? 64L * text.length() : text.length());
    int start = 0;
    if (separator.isEmpty()) {
      for (int size; start < text.length(); start += size) {
        size = Math.max(1, Utf8.size(text, start));
        pieces.add(text.substring(start, start + size));
      }
      return pieces;
    }
    for (int at; (at = text.indexOf(separator, start)) >= 0; start = at + separator.length()) {
      pieces.add(text.substring(start, at));
    }
    pieces.add(text.substring(start));
    return pieces;
  }

  private static MapValue splitToMap(Arguments call) throws FunctionError {
    TreeMap<String, @Nullable Object> map = new TreeMap<>();
    for (String piece : pieces(call, call.text(0), call.text(2))) {
      int at = piece.indexOf(call.text(1));
      if (at >= 0) {
        map.put(piece.substring(0, at), piece.substring(at + call.text(1).length()));
      }
    }
    return new MapValue(MapValue.Kind.TEXTS, map, Map.of(), null);
  }

  private static String join(Arguments call) throws FunctionError {
    List<@Nullable Object> texts = call.list(1);
    long size = (long) call.text(0).length() * texts.size();
    for (Object each : texts) {
      size += each instanceof String text ? text.length() : 0;
    }
    call.budget().size(size);
    return texts.stream().map(String::valueOf).collect(Collectors.joining(call.text(0)));
  }

  private static String replaceAll(Arguments call) throws FunctionError {
    String from = call.text(0);
    String text = call.text(2);
    long most = from.isEmpty() ? text.length() + 1L : text.length() / from.length();
    call.budget().size(text.length() + most * call.text(1).length());
    if (from.isEmpty() && text.chars().anyMatch(c -> c >= 128)) {
      return ByteText.of(ByteText.text(text).replace("", ByteText.text(call.text(1))));
    }
    return text.replace(from, call.text(1));
  }

  private static String indent(Arguments call) throws FunctionError {
    long spaces = call.whole(0);
    if (spaces < 0) {
      throw new FunctionError("indent value must be a positive integer");
    }
    BoundedText out = new BoundedText(call.budget());
    for (String line : call.text(1).split("(?<=\n)", -1)) {
      if (!line.isEmpty() && line.charAt(0) != '\n') {
        out.repeat(' ', spaces);
      }
      out.append(line);
    }
    return out.toString();
  }
}
