package io.drover.cli.alloc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `alloc exec`: runs a command beside a task and ends with its exit code. */
public final class AllocExec implements Command {

  /** As clients of Nomad do it; servers and proxies see that somebody is there. */
  private static final long HEARTBEAT_SECONDS = 10;

  private static final int READ_BYTES = 32 << 10;

  @Mixin AllocArgument alloc = new AllocArgument();

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The command and its arguments.")
  List<String> command = List.of();

  @Mixin Connection connection = new Connection();

  @Option(names = "-task", paramLabel = "TASK", description = "The task.")
  @Nullable String task;

  @Option(
      names = "-i",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Pass on what is typed. Default true.")
  @Nullable Boolean interactive;

  @Option(
      names = "-t",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Give the command a terminal. Default: if this one has one.")
  @Nullable Boolean terminal;

  @Option(
      names = "-e",
      paramLabel = "CHARACTER",
      description = "At the beginning of a line, this and a dot end the session. Default ~; none.")
  String escape = "~";

  @Override
  public boolean passesOn() {
    return true;
  }

  @Override
  public int run(Console console) throws IOException {
    boolean input = interactive == null || interactive;
    boolean tty = terminal == null ? input && console.isTerminal() : terminal;
    if (tty && !input) {
      throw new UsageException("-t needs -i: a terminal is typed at");
    }
    int escapeCharacter = escapeCharacter();
    try {
      Selection chosen = alloc.choose(connection.api(console));
      return run(console, chosen, query(chosen.task(task), tty), input, tty, escapeCharacter);
    } catch (ApiException e) {
      throw new IOException("Error querying allocation: " + e.getMessage(), e);
    }
  }

  private int escapeCharacter() {
    if (escape.equals("none")) {
      return -1;
    }
    if (escape.length() != 1 || escape.charAt(0) > 127) {
      throw new UsageException("-e takes one character or \"none\"");
    }
    return escape.charAt(0);
  }

  private Map<String, String> query(String name, boolean tty) {
    ArrayNode words = JsonNodeFactory.instance.arrayNode();
    command.forEach(words::add);
    Map<String, String> query = new LinkedHashMap<>();
    query.put("task", name);
    query.put("command", words.toString());
    query.put("tty", Boolean.toString(tty));
    return query;
  }

  private int run(
      Console console,
      Selection chosen,
      Map<String, String> query,
      boolean input,
      boolean tty,
      int escapeCharacter)
      throws IOException {
    boolean raw = tty && console.isTerminal();
    Optional<Terminal> held = Optional.empty();
    try (ExecSocket socket =
        ExecSocket.open(
            chosen.api(), chosen.path("exec"), query, console.raw(), console.rawError())) {
      held = raw ? Terminal.raw() : held;
      if (tty) {
        Terminal.size().ifPresent(socket::size);
        Terminal.onResize(() -> Terminal.size().ifPresent(socket::size));
      }
      EscapeFilter filter = new EscapeFilter(raw ? escapeCharacter : -1);
      Thread.ofPlatform()
          .daemon()
          .name("exec-input")
          .start(() -> type(console.in(), socket, filter, input));
      return await(socket);
    } finally {
      held.ifPresent(Terminal::close);
    }
  }

  /** Passes on what is typed until it ends or the way out is taken. */
  private static void type(InputStream in, ExecSocket socket, EscapeFilter filter, boolean input) {
    byte[] typed = new byte[READ_BYTES];
    try {
      for (int n = input ? in.read(typed) : -1; n >= 0; n = in.read(typed)) {
        byte[] passed = filter.pass(typed, n);
        if (passed.length > 0) {
          socket.stdin(passed);
        }
        if (filter.ended()) {
          socket.exit().completeExceptionally(new IOException("the session was left"));
          return;
        }
      }
      socket.closeStdin();
    } catch (IOException e) {
      socket.exit().completeExceptionally(e);
    } catch (CompletionException e) {
      socket.exit().completeExceptionally(new IOException("The connection was lost", e));
    }
  }

  private static int await(ExecSocket socket) throws IOException {
    while (true) {
      try {
        return socket.exit().get(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException running) {
        socket.heartbeat();
      } catch (ExecutionException e) {
        throw new IOException("failed to exec into task: " + e.getCause().getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }
}
