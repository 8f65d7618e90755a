package io.drover.cli.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.Ran;
import io.drover.cli.StubServer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AllocExecTest {

  private static CompletableFuture<Ran> exec(StubExec server, String input, String... arguments) {
    return CompletableFuture.supplyAsync(
        () -> Ran.with(Map.of("DROVER_ADDR", server.address()), input, arguments));
  }

  private static String data(String stream, String base64) {
    return "{\"%s\":{\"data\":\"%s\"}}".formatted(stream, base64);
  }

  @Test
  void inputGoesThereOutputComesBackAndTheExitCodeIsTheCommands() throws Exception {
    try (StubExec server = new StubExec()) {
      CompletableFuture<Ran> ran =
          exec(server, "abc\n", "alloc", "exec", "-task", "main", "731d", "cat", "--help", "-t");
      assertThat(server.path.get(60, TimeUnit.SECONDS))
          .startsWith("/v1/client/allocation/731de338-3915-ee55-4117-80bbe57d54d3/exec?")
          .contains("task=main&command=%5B%22cat%22%2C%22--help%22%2C%22-t%22%5D&tty=false");
      assertThat(server.next()).isEqualTo(data("stdin", "YWJjCg=="));
      assertThat(server.next()).isEqualTo("{\"stdin\":{\"close\":true}}");
      server.send(data("stdout", "b3V0Cg=="));
      server.send(data("stderr", "ZXJyCg=="));
      server.send("{\"exited\":true,\"result\":{\"exit_code\":7}}");
      Ran done = ran.get(60, TimeUnit.SECONDS);
      assertThat(done).isEqualTo(new Ran(7, "out\n", "err\n"));
    }
  }

  @Test
  void withoutInputItIsClosedAtOnce() throws Exception {
    try (StubExec server = new StubExec()) {
      CompletableFuture<Ran> ran =
          exec(server, "abc\n", "exec", "-i=false", "-task=main", "731d", "true");
      assertThat(server.next()).isEqualTo("{\"stdin\":{\"close\":true}}");
      server.send("{\"exited\":true,\"result\":{}}");
      assertThat(ran.get(60, TimeUnit.SECONDS)).isEqualTo(new Ran(0, "", ""));
    }
  }

  @Test
  void aTerminalIsAskedForWithTAndTheFlagTakesNoArgument() throws Exception {
    try (StubExec server = new StubExec()) {
      CompletableFuture<Ran> ran =
          exec(server, "", "alloc", "exec", "-i", "-t", "-task", "main", "731d", "sh");
      assertThat(server.path.get(60, TimeUnit.SECONDS)).contains("tty=true");
      server.send("{\"exited\":true,\"result\":{}}");
      assertThat(ran.get(60, TimeUnit.SECONDS).code()).isZero();
    }
  }

  @Test
  void theServersReasonIsShown() throws Exception {
    try (StubExec server = new StubExec()) {
      CompletableFuture<Ran> ran = exec(server, "", "alloc", "exec", "-task=main", "731d", "true");
      server.close(1008, "task \"main\" is not running.");
      Ran done = ran.get(60, TimeUnit.SECONDS);
      assertThat(done.code()).isEqualTo(1);
      assertThat(done.err())
          .isEqualTo("Error: failed to exec into task: task \"main\" is not running.\n");
    }
  }

  @Test
  void anEndOfTheConnectionIsAnError() throws Exception {
    try (StubExec server = new StubExec()) {
      CompletableFuture<Ran> ran = exec(server, "", "alloc", "exec", "-task=main", "731d", "true");
      server.opened.get(60, TimeUnit.SECONDS).close();
      Ran done = ran.get(60, TimeUnit.SECONDS);
      assertThat(done.code()).isEqualTo(1);
      assertThat(done.err()).contains("failed to exec into task");
    }
  }

  @Test
  void whatDoesNotFitTogetherIsToldBeforeAnythingIsAsked() {
    try (StubServer server = new StubServer()) {
      assertThat(Ran.drover(server, "alloc", "exec", "731d").err()).contains("COMMAND");
      assertThat(Ran.drover(server, "alloc", "exec", "-t", "-i=false", "731d", "sh").err())
          .contains("-t needs -i");
      assertThat(Ran.drover(server, "alloc", "exec", "-e", "ab", "731d", "sh").err())
          .contains("-e takes one character");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void anEscapeAndADotAtTheBeginningOfALineLeave() {
    assertThat(passed("ls\r~.rest")).isEqualTo("ls\r|left");
    assertThat(passed("~.")).isEqualTo("|left");
    assertThat(passed("a~.b\r")).isEqualTo("a~.b\r");
    assertThat(passed("~~.\r")).isEqualTo("~.\r");
    assertThat(passed("~x\r~~")).isEqualTo("~x\r~");
    assertThat(new String(new EscapeFilter(-1).pass("~.".getBytes(StandardCharsets.US_ASCII), 2)))
        .isEqualTo("~.");
  }

  /** Byte by byte, as keys come. */
  private static String passed(String typed) {
    EscapeFilter filter = new EscapeFilter('~');
    StringBuilder out = new StringBuilder();
    for (byte key : typed.getBytes(StandardCharsets.US_ASCII)) {
      if (!filter.ended()) {
        out.append(new String(filter.pass(new byte[] {key}, 1), StandardCharsets.US_ASCII));
      }
    }
    return out + (filter.ended() ? "|left" : "");
  }

  @Test
  void theSizeOfATerminalIsReadFromWhatSttySays() {
    assertThat(Terminal.parsed("40 100")).contains(new Terminal.Size(40, 100));
    assertThat(Terminal.parsed("stty: no terminal")).isEmpty();
    assertThat(Terminal.parsed("")).isEmpty();
  }
}
