package io.drover.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** What one call of the command printed, and its exit code. */
public record Ran(int code, String out, String err) {

  /** Shortly after the recordings were made. */
  public static final Instant NOW = Instant.parse("2026-11-22T07:00:00Z");

  /** Runs a command against the server, its address given by the environment. */
  public static Ran drover(StubServer server, String... arguments) {
    return with(Map.of("DROVER_ADDR", server.address()), "", arguments);
  }

  public static Ran with(Map<String, String> environment, String input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            Clock.fixed(NOW, ZoneOffset.UTC),
            false);
    int code = Main.run(console, arguments);
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
