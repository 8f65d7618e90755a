package io.drover.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a command sees of its surroundings: streams, environment variables and the clock. Text
 * that came from a server is made harmless here, so that a job's name cannot drive the terminal.
 * Used by one thread.
 */
public final class Console {

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final Clock clock;
  private final boolean terminal;
  private boolean coloured;

  public Console(
      InputStream in,
      PrintStream out,
      PrintStream err,
      Map<String, String> environment,
      Clock clock,
      boolean terminal) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
    this.terminal = terminal;
    this.coloured =
        terminal
            && variable("NO_COLOR").isEmpty()
            && cliVariable("CLI_NO_COLOR").isEmpty()
            && !"dumb".equals(environment.get("TERM"));
  }

  public InputStream in() {
    return in;
  }

  /** For raw bytes, such as a task's log; everything else goes through {@link #line}. */
  public PrintStream raw() {
    return out;
  }

  /** The raw error stream, for a task's standard error. */
  public PrintStream rawError() {
    return err;
  }

  /** True if somebody sits at the other end of input and output. */
  public boolean isTerminal() {
    return terminal;
  }

  public Clock clock() {
    return clock;
  }

  public void withoutColour() {
    coloured = false;
  }

  /** A set, non-empty environment variable. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(v -> !v.isBlank());
  }

  /** DROVER_name, or NOMAD_name so that existing set-ups work unchanged. */
  public Optional<String> cliVariable(String name) {
    return variable("DROVER_" + name).or(() -> variable("NOMAD_" + name));
  }

  /** All variables whose name starts with the prefix, without it. */
  public Map<String, String> variablesWith(String prefix) {
    return environment.entrySet().stream()
        .filter(e -> e.getKey().startsWith(prefix))
        .collect(
            java.util.stream.Collectors.toUnmodifiableMap(
                e -> e.getKey().substring(prefix.length()), Map.Entry::getValue));
  }

  public void line(String text) {
    out.println(harmless(text));
  }

  public void line() {
    out.println();
  }

  public void heading(String text) {
    out.println(coloured ? "\u001b[1m" + harmless(text) + "\u001b[0m" : harmless(text));
  }

  /** A line whose meaning is good (green), bad (red) or a warning (yellow). */
  public void line(Tone tone, String text) {
    out.println(coloured ? tone.code + harmless(text) + "\u001b[0m" : harmless(text));
  }

  public void error(String text) {
    out.flush();
    err.println(coloured ? Tone.BAD.code + harmless(text) + "\u001b[0m" : harmless(text));
  }

  public void warning(String text) {
    out.flush();
    err.println(coloured ? Tone.WARNING.code + harmless(text) + "\u001b[0m" : harmless(text));
  }

  /** Control characters but newline and tab become visible: ESC is shown as \\u001b. */
  static String harmless(String text) {
    if (text.chars().noneMatch(Console::isHarmful)) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (isHarmful(c)) {
                safe.append("\\u%04x".formatted(c));
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  private static boolean isHarmful(int c) {
    return c != '\n' && c != '\t' && Character.isISOControl(c);
  }

  /** What a coloured line means. */
  public enum Tone {
    GOOD("\u001b[32m"),
    BAD("\u001b[31m"),
    WARNING("\u001b[33m");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }
}
