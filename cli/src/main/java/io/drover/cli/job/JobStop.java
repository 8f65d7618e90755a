package io.drover.cli.job;

import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Lookup;
import io.drover.cli.Monitor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `job stop`: deregisters jobs; asks first when a job was named by a prefix only. */
public final class JobStop implements Command {

  @Parameters(arity = "1..*", paramLabel = "JOB", description = "Ids, or beginnings of ids.")
  List<String> jobs = List.of();

  @Mixin Connection connection = new Connection();

  @Option(names = "-detach", description = "Do not follow the evaluation; print its id.")
  boolean detach;

  @Option(names = "-verbose", description = "Show whole ids.")
  boolean verbose;

  @Option(names = "-purge", description = "Forget the job at once, not at the next collection.")
  boolean purge;

  @Option(names = "-yes", description = "Do not ask.")
  boolean yes;

  @Option(names = "-global", description = "In all regions of a multi-region job.")
  boolean global;

  @Option(names = "-no-shutdown-delay", description = "Ignore shutdown_delay of groups and tasks.")
  boolean noShutdownDelay;

  @Option(
      names = "-eval-priority",
      paramLabel = "N",
      description = "The evaluation's priority, 1 to 100, in place of the job's.")
  int evalPriority;

  @Override
  public int run(Console console) throws IOException {
    Api api = connection.api(console);
    int code = OK;
    for (String job : jobs) {
      code = Math.max(code, stop(api, console, job));
    }
    return code;
  }

  private int stop(Api all, Console console, String prefix) throws IOException {
    Doc job = new Lookup(all).job(prefix);
    String id = job.text("ID");
    if (!id.equals(prefix) && !yes && !agreed(console, id)) {
      console.line("Cancelled job stop");
      return OK;
    }
    Api api = all.in(job.text("Namespace"));
    Doc answer;
    try {
      answer = api.delete(Api.path("job", id), query());
    } catch (ApiException e) {
      throw new IOException(
          "Error deregistering job with id \"%s\": %s".formatted(id, e.getMessage()), e);
    }
    String evaluation = answer.text("EvalID");
    if (evaluation.isEmpty()) {
      return OK;
    }
    if (detach) {
      console.line(evaluation);
      return OK;
    }
    return new Monitor(api, console, verbose).evaluation(evaluation);
  }

  private Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("purge", Boolean.toString(purge));
    query.put("global", Boolean.toString(global));
    query.put("no_shutdown_delay", Boolean.toString(noShutdownDelay));
    if (evalPriority != 0) {
      query.put("eval_priority", Integer.toString(evalPriority));
    }
    return query;
  }

  private static boolean agreed(Console console, String id) throws IOException {
    console.raw().print("Are you sure you want to stop job \"%s\"? [y/N] ".formatted(id));
    console.raw().flush();
    String answer =
        new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8)).readLine();
    return answer != null && (answer.equals("y") || answer.equals("Y"));
  }
}
