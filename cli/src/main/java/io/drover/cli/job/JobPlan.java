package io.drover.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.AllocationTable;
import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Failures;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * `job plan`: what running a job file would change. Exit code 0: no allocation would be made or
 * stopped; 1: some would; 255: the plan could not be made.
 */
public final class JobPlan implements Command {

  private static final int CHANGES = 1;
  private static final int ERROR = 255;
  private static final List<String> COUNTED =
      List.of("Place", "Stop", "Migrate", "DestructiveUpdate", "Canary");

  @Mixin JobSource source = new JobSource();

  @Mixin Connection connection = new Connection();

  @Option(
      names = "-diff",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "true",
      paramLabel = "BOOL",
      description = "Show the difference from the job as it is. Default true.")
  boolean diff = true;

  @Option(names = "-verbose", description = "Also show what did not change.")
  boolean verbose;

  @Option(names = "-policy-override", description = "Passed to the server.")
  boolean policyOverride;

  @Override
  public int errorCode() {
    return ERROR;
  }

  @Override
  public int run(Console console) throws IOException {
    ObjectNode job = source.read(console).job();
    String id = Submit.id(job);
    source.addVaultToken(console, job);
    Api api = Submit.api(connection, console, job);
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.set("Job", job);
    body.put("Diff", diff);
    body.put("PolicyOverride", policyOverride);
    Doc answer;
    try {
      answer = api.put(Api.path("job", id, "plan"), Map.of(), body);
    } catch (ApiException e) {
      throw new IOException("Error during plan: " + e.getMessage(), e);
    }
    show(console, answer);
    return changes(answer) ? CHANGES : OK;
  }

  private void show(Console console, Doc answer) {
    if (diff && answer.has("Diff")) {
      DiffText.of(answer.at("Diff"), verbose).forEach(l -> coloured(console, l));
      console.line();
    }
    console.heading("Scheduler dry-run:");
    dryRun(console, answer);
    console.line();
    Submit.warnings(console, answer.text("Warnings"));
    console.heading("Job Modify Index: " + answer.number("JobModifyIndex"));
    console.line("To submit the job with version verification run:");
    console.line();
    console.line(
        "drover job run -check-index %d %s"
            .formatted(answer.number("JobModifyIndex"), arguments()));
    console.line();
    console.line(
        """
        With -check-index the job is run only if nobody changed it since this plan:
        the server refuses it when its modify index is another one.""");
  }

  private void dryRun(Console console, Doc answer) {
    Map<String, Doc> failed = answer.entries("FailedTGAllocs");
    if (failed.isEmpty()) {
      console.line(Console.Tone.GOOD, "- All tasks successfully allocated.");
    } else {
      console.line(Console.Tone.WARNING, "- WARNING: Failed to place all allocations.");
      failed.forEach((group, metric) -> Failures.group(group, metric, "  ").forEach(console::line));
    }
    for (Doc evaluation : answer.items("CreatedEvals")) {
      if (evaluation.text("TriggeredBy").equals("rolling-update")) {
        console.line(
            "- Rolling update, next evaluation will be in %ss."
                .formatted(evaluation.number("Wait") / 1_000_000_000L));
      }
    }
    if (answer.has("NextPeriodicLaunch")) {
      console.line(
          "- If submitted now, next periodic launch would be at %s."
              .formatted(answer.text("NextPeriodicLaunch")));
    }
    List<Doc> preempted = answer.at("Annotations").items("PreemptedAllocs");
    if (!preempted.isEmpty()) {
      console.line(Console.Tone.WARNING, "- Preemptions:");
      console.line(AllocationTable.of(preempted, console.clock().instant(), verbose).toString());
    }
  }

  /** The variables' flags belong to the command that is to be copied. */
  private String arguments() {
    StringBuilder text = new StringBuilder();
    source.variables.forEach(v -> text.append("-var=").append(quoted(v)).append(' '));
    source.variableFiles.forEach(
        f -> text.append("-var-file=").append(quoted(f.toString())).append(' '));
    return text + quoted(source.name());
  }

  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9_./:=@%+,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static boolean changes(Doc answer) {
    return answer.at("Annotations").entries("DesiredTGUpdates").values().stream()
        .anyMatch(u -> COUNTED.stream().anyMatch(c -> u.number(c) > 0));
  }

  private static void coloured(Console console, String line) {
    String text = line.strip();
    if (text.startsWith("+/-")) {
      console.line(Console.Tone.WARNING, line);
    } else if (text.startsWith("+")) {
      console.line(Console.Tone.GOOD, line);
    } else if (text.startsWith("-")) {
      console.line(Console.Tone.BAD, line);
    } else {
      console.line(line);
    }
  }
}
