package io.drover.command.job;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that comes from outside, before it is compiled. Matching takes linear time,
 * but compiling multiplies counted repetitions out: {@code ((a{1000}){1000}){1000}} would need the
 * memory of 10^9 instructions. Its size is therefore computed first, by one walk over the text that
 * counts at least as much as the compiler would.
 */
final class RegexpText {

  /** What an expression is matched with are names of nodes and values of attributes. */
  static final int CHARS_MAX = 4096;

  /** Instructions; about 5 MB. Expressions found in the wild have less than a thousand. */
  static final int SIZE_MAX = 50_000;

  /** Parentheses within each other; the parser calls itself for each. */
  static final int NESTING_MAX = 500;

  private final String text;
  private final Deque<Long> outer = new ArrayDeque<>();
  private int at;
  private long size;
  private long last;

  private RegexpText(String text) {
    this.text = text;
  }

  /** Why an expression is not accepted, or null. */
  static @Nullable String fault(String expression) {
    if (expression.length() > CHARS_MAX) {
      return "expression is longer than " + CHARS_MAX + " characters";
    }
    String tooLarge = new RegexpText(expression).walk();
    if (tooLarge != null) {
      return tooLarge;
    }
    try {
      Pattern.compile(expression);
      return null;
    } catch (PatternSyntaxException e) {
      return e.getMessage();
    }
  }

  private @Nullable String walk() {
    while (at < text.length()) {
      char c = text.charAt(at);
      switch (c) {
        case '\\' -> escape();
        case '[' -> characterClass();
        case '(' -> {
          at++;
          outer.push(size);
          size = 0;
          last = 0;
        }
        case ')' -> close();
        case '{' -> repetition();
        default -> {
          at++;
          add(1);
        }
      }
      if (outer.size() > NESTING_MAX) {
        return "expression nests deeper than " + NESTING_MAX + " parentheses";
      }
      if (size > SIZE_MAX) {
        return "expression is too large";
      }
    }
    return null;
  }

  private void add(long units) {
    last = units;
    size += units;
  }

  private void close() {
    at++;
    long inner = size + 2;
    size = outer.isEmpty() ? 0 : outer.pop();
    add(inner);
  }

  private void escape() {
    char kind = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    at += 2;
    if (kind == 'Q') {
      int end = text.indexOf("\\E", at);
      int stop = end < 0 ? text.length() : end;
      size += stop - at;
      last = 1;
      at = end < 0 ? stop : stop + 2;
      return;
    }
    boolean braced = at < text.length() && text.charAt(at) == '{';
    if (braced && (kind == 'x' || kind == 'p' || kind == 'P')) {
      int end = text.indexOf('}', at);
      at = end < 0 ? text.length() : end + 1;
    }
    add(1);
  }

  /** Everything up to the closing bracket is one unit; a bracket right at the start is a member. */
  private void characterClass() {
    at++;
    if (at < text.length() && text.charAt(at) == '^') {
      at++;
    }
    int first = at;
    while (at < text.length() && (text.charAt(at) != ']' || at == first)) {
      if (text.charAt(at) == '\\') {
        at++;
      } else if (text.startsWith("[:", at)) {
        int end = text.indexOf(":]", at + 2);
        at = end < 0 ? at : end + 1;
      }
      at++;
    }
    at++;
    add(1);
  }

  private void repetition() {
    int end = text.indexOf('}', at);
    String counts = end < 0 ? "" : text.substring(at + 1, end);
    if (!counts.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
      at++;
      add(1);
      return;
    }
    at = end + 1;
    long most = 1;
    for (String count : counts.split(",", -1)) {
      most = Math.max(most, count.isEmpty() ? 1 : Long.parseLong(count));
    }
    size += last * (most - 1);
    last *= most;
  }
}
