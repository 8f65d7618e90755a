package io.drover.sidecar.template;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How large a regular expression becomes when its counts are written out. Errs upwards. */
final class RegexSize {

  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");
  private static final long MOST = 1L << 40;

  private final String expression;
  private final Deque<Long> outer = new ArrayDeque<>();
  private long all;
  private long last;
  private int at;

  private RegexSize(String expression) {
    this.expression = expression;
  }

  static long of(String expression) {
    RegexSize size = new RegexSize(expression);
    while (size.at < expression.length()) {
      size.step();
    }
    for (long before : size.outer) {
      size.all += before;
    }
    return size.all;
  }

  private void step() {
    switch (expression.charAt(at)) {
      case '\\' -> atom(2);
      case '[' -> atom(Math.max(1, classEnd() - at));
      case '(' -> {
        outer.push(all);
        all = 1;
        last = 0;
        at++;
      }
      case ')' -> {
        last = all;
        all += outer.isEmpty() ? 0 : outer.pop();
        at++;
      }
      case '{' -> count();
      default -> atom(1);
    }
  }

  private void atom(int length) {
    last = 1;
    all++;
    at += length;
  }

  private int classEnd() {
    // A bracket right after the opening one is a member.
    int from = at + (expression.startsWith("[^", at) ? 3 : 2);
    for (int i = from; i < expression.length(); i++) {
      if (expression.charAt(i) == '\\') {
        i++;
      } else if (expression.charAt(i) == ']') {
        return i + 1;
      }
    }
    return expression.length();
  }

  private void count() {
    Matcher count = COUNT.matcher(expression).region(at, expression.length());
    if (!count.lookingAt()) {
      atom(1);
      return;
    }
    String most =
        count.group(2) == null || count.group(2).isEmpty() ? count.group(1) : count.group(2);
    long more = last * Math.max(0, Long.parseLong(most) - 1);
    all = Math.min(MOST, all + more);
    last = Math.min(MOST, last + more);
    at = count.end();
  }
}
