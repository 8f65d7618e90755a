package io.drover.cli.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Api;
import io.drover.cli.ApiException;
import io.drover.cli.Command;
import io.drover.cli.Connection;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.UsageException;
import io.drover.contract.json.GoDuration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `node drain`: moves all work away from a node, and follows that until it is done. */
public final class NodeDrain implements Command {

  /** Nomad's, for those who give none. */
  private static final Duration DEADLINE = Duration.ofHours(1);

  private static final Duration FORCE = Duration.ofSeconds(-1);

  @Parameters(arity = "0..1", paramLabel = "NODE", description = "An id, or the beginning of one.")
  @Nullable String prefix;

  @Mixin Connection connection = new Connection();

  @Option(names = "-enable", description = "Begin to empty the node, or change how.")
  boolean enable;

  @Option(names = "-disable", description = "Call it off.")
  boolean disable;

  @Option(
      names = "-deadline",
      paramLabel = "DURATION",
      description = "When what is left is stopped, such as 30m. Without it after one hour.")
  @Nullable String deadline;

  @Option(names = "-force", description = "Stop all work at once.")
  boolean force;

  @Option(names = "-no-deadline", description = "Wait for as long as it takes.")
  boolean noDeadline;

  @Option(names = "-ignore-system", description = "Leave system jobs running.")
  boolean ignoreSystem;

  @Option(names = "-keep-ineligible", description = "With -disable: the node takes no new work.")
  boolean keepIneligible;

  @Option(names = "-m", paramLabel = "TEXT", description = "A note why.")
  String message = "";

  @Option(names = "-meta", paramLabel = "KEY=VALUE", description = "A note; may come repeatedly.")
  List<String> meta = List.of();

  @Option(names = "-monitor", description = "Only follow a drain that goes on.")
  boolean monitor;

  @Option(names = "-detach", description = "Do not follow the drain.")
  boolean detach;

  @Option(names = "-self", description = "The node of the agent that is asked.")
  boolean self;

  @Option(names = "-yes", description = "Do not ask.")
  boolean yes;

  @Override
  public int run(Console console) throws IOException {
    requireSense();
    Duration limit = limit();
    Api api = connection.api(console);
    try {
      String id = Nodes.id(api, prefix, self);
      Doc node = api.get(Api.path("node", id));
      if (monitor) {
        return follow(console, api, node);
      }
      if (!self && !id.equals(prefix) && !yes && !agreed(console, id)) {
        console.line("Canceling drain toggle");
        return OK;
      }
      api.put(Api.path("node", id, "drain"), Map.of(), body(node, limit));
      console.line("Node \"%s\" drain strategy %s".formatted(id, enable ? "set" : "unset"));
      return enable && !detach ? new DrainMonitor(api, console, ignoreSystem).follow(id) : OK;
    } catch (ApiException e) {
      throw new IOException("Error updating drain specification: " + e.getMessage(), e);
    }
  }

  private void requireSense() {
    if (monitor && (enable || disable)) {
      throw new UsageException(
          "The -monitor flag cannot be used with the '-enable' or '-disable' flags");
    }
    if (enable && disable || !monitor && !enable && !disable) {
      throw new UsageException(
          "Either the '-enable' or '-disable' flag must be set, unless using '-monitor'");
    }
    if (disable && (deadline != null || force || noDeadline || ignoreSystem)) {
      throw new UsageException("-disable can't be combined with flags configuring drain strategy");
    }
    if (deadline != null && (force || noDeadline)) {
      throw new UsageException("-deadline can't be combined with -force or -no-deadline");
    }
    if (force && noDeadline) {
      throw new UsageException("-force and -no-deadline are mutually exclusive");
    }
  }

  private Duration limit() {
    if (force) {
      return FORCE;
    }
    if (noDeadline) {
      return Duration.ZERO;
    }
    if (deadline == null) {
      return DEADLINE;
    }
    Duration given;
    try {
      given = GoDuration.parse(deadline);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "Failed to parse deadline \"%s\": %s".formatted(deadline, e.getMessage()));
    }
    if (!given.isPositive()) {
      throw new UsageException("A positive drain duration must be given");
    }
    return given;
  }

  private int follow(Console console, Api api, Doc node) throws IOException {
    if (!node.has("DrainStrategy")) {
      console.warning("No drain strategy set");
      return OK;
    }
    boolean ignored = ignoreSystem || node.at("DrainStrategy").is("IgnoreSystemJobs");
    return new DrainMonitor(api, console, ignored).follow(node.text("ID"));
  }

  private ObjectNode body(Doc node, Duration limit) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("NodeID", node.text("ID")).put("MarkEligible", !keepIneligible);
    if (enable) {
      body.putObject("DrainSpec")
          .put("Deadline", limit.toNanos())
          .put("IgnoreSystemJobs", ignoreSystem);
    } else {
      body.putNull("DrainSpec");
    }
    ObjectNode notes = body.putObject("Meta");
    notes(node).forEach(notes::put);
    return body;
  }

  /** What was noted when the drain began stays when it is called off. */
  private Map<String, String> notes(Doc node) {
    Map<String, String> notes = new TreeMap<>();
    if (disable) {
      node.at("LastDrain").entries("Meta").forEach((key, value) -> notes.put(key, value.asText()));
    }
    if (!message.isEmpty()) {
      notes.put(enable ? "message" : "cancel_message", message);
    }
    for (String pair : meta) {
      int equals = pair.indexOf('=');
      if (!pair.isEmpty()) {
        notes.put(
            equals < 0 ? pair : pair.substring(0, equals),
            equals < 0 ? "" : pair.substring(equals + 1));
      }
    }
    return notes;
  }

  private boolean agreed(Console console, String id) throws IOException {
    console
        .raw()
        .print(
            "Are you sure you want to %s drain mode for node \"%s\"? [y/N] "
                .formatted(enable ? "enable" : "disable", id));
    console.raw().flush();
    String answer =
        new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8)).readLine();
    return answer != null && (answer.equals("y") || answer.equals("Y"));
  }
}
