package io.drover.sidecar.task.hook.template;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads lines of KEY=VALUE: comments, an export before the key, quotes of both kinds. */
final class EnvironmentFile {

  private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

  private final String line;
  private final StringBuilder value = new StringBuilder();
  private int kept;
  private int at;

  private EnvironmentFile(String line, int at) {
    this.line = line;
    this.at = at;
  }

  /**
   * The variables of a text.
   *
   * @throws IllegalArgumentException with the line
   */
  static Map<String, String> parse(String text) {
    Map<String, String> variables = new LinkedHashMap<>();
    int number = 0;
    for (String line : text.split("\r?\n", -1)) {
      number++;
      try {
        parseLine(line, variables);
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException(
            "error on line " + number + ": " + wrong.getMessage(), wrong);
      }
    }
    return variables;
  }

  private static void parseLine(String line, Map<String, String> variables) {
    String stripped = line.strip();
    if (stripped.isEmpty() || stripped.startsWith("#")) {
      return;
    }
    int equals = line.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("missing =");
    }
    String key = line.substring(0, equals).strip();
    if (key.startsWith("export ") || key.startsWith("export\t")) {
      key = key.substring("export".length()).strip();
    }
    if (key.isEmpty()) {
      throw new IllegalArgumentException("empty key");
    }
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("invalid key \"" + key + "\"");
    }
    variables.put(key, new EnvironmentFile(line, equals + 1).read());
  }

  private String read() {
    while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    while (at < line.length()) {
      char c = line.charAt(at++);
      switch (c) {
        case '#' -> {
          return end();
        }
        case '"' -> doubleQuoted();
        case '\'' -> singleQuoted();
        default -> {
          value.append(c);
          kept = Character.isWhitespace(c) ? kept : value.length();
        }
      }
    }
    return end();
  }

  /** What is quoted keeps its blanks; others at the end do not count. */
  private String end() {
    return value.substring(0, kept);
  }

  private void singleQuoted() {
    int close = line.indexOf('\'', at);
    if (close < 0) {
      throw new IllegalArgumentException("unmatched quotes");
    }
    value.append(line, at, close);
    at = close + 1;
    kept = value.length();
  }

  private void doubleQuoted() {
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c == '"') {
        kept = value.length();
        return;
      }
      value.append(c == '\\' ? escaped() : c);
    }
    throw new IllegalArgumentException("unmatched quotes");
  }

  private char escaped() {
    if (at >= line.length()) {
      throw new IllegalArgumentException("incomplete escape sequence");
    }
    char c = line.charAt(at++);
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> {
        if (at + 4 > line.length() || !line.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
          throw new IllegalArgumentException("incomplete escape sequence");
        }
        at += 4;
        yield (char) Integer.parseInt(line.substring(at - 4, at), 16);
      }
      default -> c;
    };
  }
}
