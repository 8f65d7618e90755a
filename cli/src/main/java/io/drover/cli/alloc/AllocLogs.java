package io.drover.cli.alloc;

import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Lookup;
import io.drover.cli.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `alloc logs`: what a task wrote, byte for byte; with -f as it is written. */
public final class AllocLogs implements Command {

  /** Where the search for the last lines begins; doubled until there are enough of them. */
  private static final long FIRST_TAIL_BYTES = 16 * 1024;

  /** The most that is searched for line ends: the default of a task's log files, 10 of 10 MB. */
  private static final long TAIL_BYTES_MAX = 128L * 1024 * 1024;

  @Parameters(
      index = "0",
      paramLabel = "ALLOC",
      description = "An id, or the beginning of one; with -job a job's.")
  String prefix = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "TASK", description = "The task.")
  @Nullable String taskArgument;

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

  @Option(names = "-task", paramLabel = "TASK", description = "The task.")
  @Nullable String task;

  @Option(names = "-job", description = "Take an allocation of the job that is named.")
  boolean job;

  @Option(names = "-verbose", description = "Accepted, without effect: ids are not shown.")
  boolean verbose;

  @Override
  public int run(Console console) throws IOException {
    if (stderr && stdout) {
      throw new UsageException("-stderr and -stdout exclude each other");
    }
    if ((lines != null || bytes != null) && !tail) {
      throw new UsageException("-n and -c need -tail");
    }
    if ((lines != null && bytes != null)
        || (lines != null && lines < 0)
        || (bytes != null && bytes < 0)) {
      throw new UsageException("give one of -n and -c, not below zero");
    }
    Api all = connection.api(console);
    Doc stub = job ? ofJob(all) : new Lookup(all).allocation(prefix);
    Api api = all.in(stub.text("Namespace"));
    try {
      Doc allocation = api.get(Api.path("allocation", stub.text("ID")));
      copy(api, allocation.text("ID"), task(allocation), console);
      return OK;
    } catch (ApiException e) {
      throw new IOException("Error reading logs: " + e.getMessage(), e);
    }
  }

  private Doc ofJob(Api all) throws IOException {
    Doc found = new Lookup(all).job(prefix);
    List<Doc> allocations =
        all.in(found.text("Namespace"))
            .get(Api.path("job", found.text("ID"), "allocations"))
            .items();
    return allocations.stream()
        .filter(a -> a.text("ClientStatus").equals("running"))
        .findFirst()
        .or(() -> allocations.stream().findFirst())
        .orElseThrow(
            () ->
                new UsageException(
                    "The job \"%s\" has no allocations".formatted(found.text("ID"))));
  }

  private String task(Doc allocation) {
    String given = task != null ? task : taskArgument;
    List<String> names = Tasks.names(allocation);
    if (given != null) {
      if (!names.isEmpty() && !names.contains(given)) {
        throw new UsageException(
            "The allocation has no task \"%s\"; it has: %s"
                .formatted(given, String.join(", ", names)));
      }
      return given;
    }
    if (names.size() != 1) {
      throw new UsageException(
          "The allocation has several tasks, name one of: " + String.join(", ", names));
    }
    return names.getFirst();
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
    int wanted = lines == null ? 10 : lines;
    for (long back = FIRST_TAIL_BYTES; ; back *= 2) {
      Map<String, String> end = new LinkedHashMap<>(query);
      end.put("origin", "end");
      end.put("offset", Long.toString(back));
      byte[] read;
      try (InputStream in = api.stream(path, end)) {
        read = in.readNBytes((int) Math.min(TAIL_BYTES_MAX, back));
      }
      int length = lastLines(read, wanted);
      if (length < read.length || read.length < back || back >= TAIL_BYTES_MAX) {
        return length;
      }
    }
  }

  /** The length of the last lines; an unfinished line at the end counts as one. */
  static int lastLines(byte[] text, int wanted) {
    int found = 0;
    for (int i = text.length - 1; i >= 0; i--) {
      boolean ends = text[i] == '\n' && i < text.length - 1;
      if (ends && ++found == wanted) {
        return text.length - 1 - i;
      }
    }
    return wanted == 0 ? 0 : text.length;
  }
}
