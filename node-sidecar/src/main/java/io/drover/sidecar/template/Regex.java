package io.drover.sidecar.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.drover.sidecar.template.Function.Arguments;

/** Regular expressions of Go's kind: the time they take grows with the text, not beyond. */
final class Regex {

  private static final int MAX_PATTERN = 4096;
  private static final long MAX_PROGRAM = 100_000;

  private Regex() {}

  static boolean match(Arguments call) throws FunctionError {
    String text = ByteText.text(call.text(1));
    Pattern pattern = compile(call, call.text(0), text);
    return pattern.matcher(text).find();
  }

  static String replaceAll(Arguments call) throws FunctionError {
    String text = ByteText.text(call.text(2));
    Pattern pattern = compile(call, call.text(0), text);
    String replacement = ByteText.text(call.text(1));
    Matcher matcher = pattern.matcher(text);
    BoundedText out = new BoundedText(call.budget());
    int from = 0;
    while (matcher.find()) {
      call.budget().step();
      out.append(ByteText.of(text.substring(from, matcher.start())));
      expand(replacement, matcher, out);
      from = matcher.end();
    }
    return out.append(ByteText.of(text.substring(from))).toString();
  }

  private static Pattern compile(Arguments call, String bytes, String text) throws FunctionError {
    String expression = ByteText.text(bytes);
    long size = expression.length() > MAX_PATTERN ? MAX_PROGRAM + 1 : RegexSize.of(expression);
    if (size > MAX_PROGRAM) {
      throw new FunctionError("error parsing regexp: expression is too large");
    }
    // Matching looks at each character with the whole program at worst.
    call.budget().spend(size / 64 + (1L + text.length()) * Math.min(size, 1024) / 64);
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException wrong) {
      throw new FunctionError(ByteText.of(String.valueOf(wrong.getMessage())));
    }
  }

  /** Replaces $1, $name and ${name}; what names no group is empty, as in Go. */
  private static void expand(String replacement, Matcher matcher, BoundedText out)
      throws FunctionError {
    for (int at = 0; at < replacement.length(); ) {
      int dollar = replacement.indexOf('$', at);
      if (dollar < 0) {
        out.append(ByteText.of(replacement.substring(at)));
        return;
      }
      out.append(ByteText.of(replacement.substring(at, dollar)));
      at = reference(replacement, dollar + 1, matcher, out);
    }
  }

  private static int reference(String replacement, int at, Matcher matcher, BoundedText out)
      throws FunctionError {
    if (at < replacement.length() && replacement.charAt(at) == '$') {
      out.append('$');
      return at + 1;
    }
    boolean braces = at < replacement.length() && replacement.charAt(at) == '{';
    int from = braces ? at + 1 : at;
    int until = from;
    while (until < replacement.length()
        && (Character.isLetterOrDigit(replacement.charAt(until))
            || replacement.charAt(until) == '_')) {
      until++;
    }
    boolean closed = !braces || until < replacement.length() && replacement.charAt(until) == '}';
    if (until == from || !closed) {
      out.append('$');
      return at;
    }
    out.append(ByteText.of(group(matcher, replacement.substring(from, until))));
    return braces ? until + 1 : until;
  }

  private static String group(Matcher matcher, String name) {
    boolean number = name.length() < 5 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    String found;
    if (number) {
      int index = Integer.parseInt(name);
      found = index <= matcher.groupCount() ? matcher.group(index) : null;
    } else {
      Integer index = matcher.pattern().namedGroups().get(name);
      found = index == null ? null : matcher.group(index);
    }
    return found == null ? "" : found;
  }
}
