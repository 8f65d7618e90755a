package io.drover.jobspec.functions;

import static io.drover.jobspec.functions.FunctionTable.*;

import io.drover.jobspec.hcl.GoSpace;
import io.drover.jobspec.hcl.Type;
import io.drover.jobspec.hcl.Value;
import io.drover.jobspec.hcl.ValueException;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Functions on texts. Lengths and positions count grapheme clusters. */
final class StringFunctions {

  private StringFunctions() {}

  static void addTo(FunctionTable table) {
    table.text("lower", "str", s -> s.toLowerCase(Locale.ROOT));
    table.text("upper", "str", StringFunctions::upper);
    table.text("title", "str", StringFunctions::title);
    table.text("chomp", "str", s -> s.replaceAll("(?:\r\n?|\n)*\\z", ""));
    table.text("trimspace", "str", GoSpace::trim);
    table.text("strrev", "str", StringFunctions::reverse);
    table.text("reverse", "str", StringFunctions::reverse);
    table.add(
        "strlen",
        List.of(of("str", Type.STRING)),
        a -> Value.of(clusters(text(a.getFirst())).size()));
    table.add(
        "trim", twoTexts("str", "cutset"), a -> Value.of(trim(text(a.get(0)), text(a.get(1)))));
    table.add(
        "trimprefix",
        twoTexts("str", "prefix"),
        a ->
            text(a.get(0)).startsWith(text(a.get(1)))
                ? Value.of(text(a.get(0)).substring(text(a.get(1)).length()))
                : a.get(0));
    table.add(
        "trimsuffix",
        twoTexts("str", "suffix"),
        a ->
            text(a.get(0)).endsWith(text(a.get(1)))
                ? Value.of(
                    text(a.get(0)).substring(0, text(a.get(0)).length() - text(a.get(1)).length()))
                : a.get(0));
    table.add(
        "indent",
        List.of(of("spaces", Type.NUMBER), of("str", Type.STRING)),
        StringFunctions::indent);
    table.variadic(
        "join",
        List.of(of("separator", Type.STRING)),
        of("lists", new Type.ListOf(Type.STRING)),
        StringFunctions::join);
    table.add("split", twoTexts("separator", "str"), StringFunctions::split);
    table.add(
        "substr",
        List.of(of("str", Type.STRING), of("offset", Type.NUMBER), of("length", Type.NUMBER)),
        StringFunctions::substr);
    List<io.drover.jobspec.hcl.Function.Parameter> three =
        List.of(of("str", Type.STRING), of("substr", Type.STRING), of("replace", Type.STRING));
    table.add("replace", three, StringFunctions::replace);
    table.add(
        "regex_replace",
        List.of(of("str", Type.STRING), of("pattern", Type.STRING), of("replace", Type.STRING)),
        a -> regex(text(a.get(0)), text(a.get(1)), text(a.get(2))));
    table.variadic(
        "format",
        List.of(of("format", Type.STRING)),
        nullable("args", Type.ANY),
        a -> Value.of(GoFormat.format(text(a.getFirst()), a.subList(1, a.size()))));
    table.variadic(
        "formatlist",
        List.of(of("format", Type.STRING)),
        nullable("args", Type.ANY),
        StringFunctions::formatList);
  }

  private static List<io.drover.jobspec.hcl.Function.Parameter> twoTexts(String a, String b) {
    return List.of(of(a, Type.STRING), of(b, Type.STRING));
  }

  static List<String> clusters(String text) {
    BreakIterator iterator = BreakIterator.getCharacterInstance(Locale.ROOT);
    iterator.setText(text);
    List<String> clusters = new ArrayList<>();
    int start = iterator.first();
    for (int end = iterator.next(); end != BreakIterator.DONE; end = iterator.next()) {
      clusters.add(text.substring(start, end));
      start = end;
    }
    return clusters;
  }

  private static String reverse(String text) {
    return String.join("", clusters(text).reversed());
  }

  /** Letter by letter as Go does it, so the German sharp s stays. */
  private static String upper(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().map(Character::toUpperCase).forEach(out::appendCodePoint);
    return out.toString();
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    int before = ' ';
    for (int c : text.codePoints().toArray()) {
      boolean inWord = Character.isLetterOrDigit(before) || before == '_' || before == '\'';
      out.appendCodePoint(inWord ? c : Character.toTitleCase(c));
      before = c;
    }
    return out.toString();
  }

  private static String trim(String text, String cutset) {
    int start = 0;
    int end = text.length();
    while (start < end && cutset.indexOf(text.codePointAt(start)) >= 0) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (end > start && cutset.indexOf(text.codePointBefore(end)) >= 0) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  private static Value indent(List<Value> arguments) {
    int spaces = integer(arguments, 0);
    if (spaces < 0 || spaces > 1_000) {
      throw new ValueException(0, "must be between 0 and 1000");
    }
    return Value.of(text(arguments.get(1)).replace("\n", "\n" + " ".repeat(spaces)));
  }

  private static Value join(List<Value> arguments) {
    List<String> items = new ArrayList<>();
    for (int i = 1; i < arguments.size(); i++) {
      for (Value item : elements(arguments.get(i))) {
        if (!(item instanceof Value.Text(String text))) {
          throw new ValueException(
              i, "element " + items.size() + " is null; cannot concatenate null values");
        }
        items.add(text);
      }
    }
    if (arguments.size() < 2) {
      throw new ValueException("at least one list is required");
    }
    return Value.of(String.join(text(arguments.getFirst()), items));
  }

  private static Value split(List<Value> arguments) {
    String separator = text(arguments.get(0));
    String text = text(arguments.get(1));
    List<String> parts =
        separator.isEmpty()
            ? text.codePoints().mapToObj(Character::toString).toList()
            : Arrays.asList(text.split(Pattern.quote(separator), -1));
    return new Value.ListValue(Type.STRING, parts.stream().map(Value::of).toList());
  }

  private static Value substr(List<Value> arguments) {
    List<String> clusters = clusters(text(arguments.get(0)));
    int size = clusters.size();
    int offset = integer(arguments, 1);
    int length = integer(arguments, 2);
    int start = Math.clamp(offset < 0 ? (long) size + offset : offset, 0, size);
    int end = length < 0 ? size : (int) Math.min(size, (long) start + length);
    return Value.of(String.join("", clusters.subList(start, end)));
  }

  private static Value replace(List<Value> arguments) {
    String text = text(arguments.get(0));
    String search = text(arguments.get(1));
    String by = text(arguments.get(2));
    return Value.of(text.replace(search, by));
  }

  /**
   * Java's expressions are a superset of Go's in what matters; those that could run for ever are
   * bounded by the length of what they are applied to.
   */
  private static Value regex(String text, String pattern, String by) {
    if (text.length() > 10_000 || pattern.length() > 1_000) {
      throw new ValueException("the text or the pattern is too long");
    }
    try {
      Matcher matcher =
          Pattern.compile(pattern.replace("(?P<", "(?<"))
              .matcher(new BoundedText(text, new long[] {2_000_000}));
      StringBuilder out = new StringBuilder();
      int last = 0;
      while (matcher.find()) {
        out.append(text, last, matcher.start());
        expand(out, matcher, by);
        last = matcher.end();
      }
      return Value.of(out.append(text.substring(last)).toString());
    } catch (PatternSyntaxException e) {
      throw new ValueException(
          "error parsing regexp: " + e.getDescription() + ": `" + pattern + "`");
    } catch (StackOverflowError e) {
      throw new ValueException("the pattern is too complex for the text");
    }
  }

  /** {@code $1}, {@code ${1}}, {@code $name} and {@code ${name}} as Go expands them. */
  private static void expand(StringBuilder out, Matcher matcher, String by) {
    int at = 0;
    while (at < by.length()) {
      char c = by.charAt(at);
      if (c != '$' || at + 1 >= by.length()) {
        out.append(c);
        at++;
        continue;
      }
      boolean braces = by.charAt(at + 1) == '{';
      int start = at + (braces ? 2 : 1);
      int end = start;
      while (end < by.length()
          && (Character.isLetterOrDigit(by.charAt(end)) || by.charAt(end) == '_')) {
        end++;
      }
      boolean closed = !braces || end < by.length() && by.charAt(end) == '}';
      if (by.charAt(at + 1) == '$') {
        out.append('$');
        at += 2;
      } else if (end == start || !closed) {
        out.append(c);
        at++;
      } else {
        out.append(group(matcher, by.substring(start, end)));
        at = end + (braces ? 1 : 0);
      }
    }
  }

  private static String group(Matcher matcher, String name) {
    String found = null;
    if (name.chars().allMatch(Character::isDigit)) {
      boolean exists = name.length() < 4 && Integer.parseInt(name) <= matcher.groupCount();
      found = exists ? matcher.group(Integer.parseInt(name)) : null;
    } else if (matcher.namedGroups().containsKey(name)) {
      found = matcher.group(name);
    }
    return found == null ? "" : found;
  }

  /** Counts how often a matcher looks at a character, which is the work that it does. */
  private record BoundedText(String text, long[] left) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (--left[0] < 0) {
        throw new ValueException("the pattern takes too long on the text");
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static Value formatList(List<Value> arguments) {
    String format = text(arguments.getFirst());
    int length = -1;
    int first = 0;
    for (int i = 1; i < arguments.size(); i++) {
      List<Value> items = io.drover.jobspec.hcl.Values.elements(arguments.get(i));
      if (items == null) {
        continue;
      }
      if (length >= 0 && items.size() != length) {
        throw new ValueException(
            i,
            "argument "
                + i
                + " has length "
                + items.size()
                + ", which is inconsistent with argument "
                + first
                + " of length "
                + length);
      }
      first = length < 0 ? i : first;
      length = items.size();
    }
    List<Value> results = new ArrayList<>();
    for (int row = 0; row < (length < 0 ? 1 : length); row++) {
      List<Value> values = new ArrayList<>();
      for (Value argument : arguments.subList(1, arguments.size())) {
        List<Value> items = io.drover.jobspec.hcl.Values.elements(argument);
        values.add(items == null ? argument : items.get(row));
      }
      results.add(Value.of(GoFormat.format(format, values)));
    }
    return new Value.ListValue(Type.STRING, results);
  }
}
