package io.drover.cli.alloc;

import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `alloc logs`: what a task wrote, byte for byte; with -f as it is written. */
public final class AllocLogs implements Command {

  @Mixin TaskArgument alloc = new TaskArgument();

  @Mixin Connection connection = new Connection();

  @Option(names = "-f", description = "Follow: go on with what is written from now on.")
  boolean follow;

  @Option(names = "-tail", description = "Only the end; -n or -c says how much, else 10 lines.")
  boolean tail;

  @Option(names = "-n", paramLabel = "LINES", description = "With -tail: this many lines.")
  @Nullable Integer lines;

  @Option(names = "-c", paramLabel = "BYTES", description = "With -tail: this many bytes.")
  @Nullable Long bytes;

  @Option(names = "-stderr", description = "Standard error only.")
  boolean stderr;

  @Option(names = "-stdout", description = "Standard output only; this is the default.")
  boolean stdout;

  @Override
  public int run(Console console) throws IOException {
    if (stderr && stdout) {
      throw new UsageException("-stderr and -stdout exclude each other");
    }
    Tail.check(tail, lines, bytes);
    try {
      Selection chosen = alloc.choose(connection.api(console));
      String name = chosen.task(alloc.task());
      copy(chosen.api(), chosen.id(), name, console);
      return OK;
    } catch (ApiException e) {
      throw new IOException("Error reading logs: " + e.getMessage(), e);
    }
  }

  private void copy(Api api, String id, String taskName, Console console) throws IOException {
    PrintStream out = stderr ? console.rawError() : console.raw();
    Map<String, String> query = new LinkedHashMap<>();
    query.put("task", taskName);
    query.put("type", stderr ? "stderr" : "stdout");
    query.put("plain", "true");
    String path = Api.path("client", "fs", "logs", id);
    if (tail) {
      long back = bytes != null ? bytes : tailBytes(api, path, query);
      query.put("origin", "end");
      query.put("offset", Long.toString(back));
    }
    query.put("follow", Boolean.toString(follow));
    try (InputStream in = api.stream(path, query)) {
      copy(in, out);
    }
  }

  /** Each piece is shown as it comes, and a reader that went away (a closed pipe) ends it. */
  private static void copy(InputStream in, PrintStream out) throws IOException {
    byte[] buffer = new byte[32 * 1024];
    for (int n = in.read(buffer); n >= 0 && !out.checkError(); n = in.read(buffer)) {
      out.write(buffer, 0, n);
      out.flush();
    }
  }

  /** How many bytes the last lines take. */
  private long tailBytes(Api api, String path, Map<String, String> query) throws IOException {
    return Tail.lastLines(
        lines == null ? Tail.LINES : lines,
        back -> {
          Map<String, String> end = new LinkedHashMap<>(query);
          end.put("origin", "end");
          end.put("offset", Long.toString(back));
          try (InputStream in = api.stream(path, end)) {
            return in.readNBytes(back);
          }
        });
  }
}
