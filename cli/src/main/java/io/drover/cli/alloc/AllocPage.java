package io.drover.cli.alloc;

import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Failures;
import io.drover.cli.Format;
import io.drover.cli.Table;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One allocation on a page, section by section. */
final class AllocPage {

  private final Console console;
  private final Doc allocation;
  private final boolean verbose;
  private final ZoneId zone;

  AllocPage(Console console, Doc allocation, boolean verbose) {
    this.console = console;
    this.allocation = allocation;
    this.verbose = verbose;
    this.zone = console.clock().getZone();
  }

  void head() {
    Table.Pairs pairs =
        new Table.Pairs()
            .put("ID", allocation.text("ID"))
            .put("Eval ID", id("EvalID"))
            .put("Name", text("Name"))
            .put("Node ID", id("NodeID"))
            .put("Node Name", text("NodeName"))
            .put("Job ID", text("JobID"))
            .put("Job Version", allocation.at("Job").number("Version"))
            .put("Client Status", text("ClientStatus"))
            .put("Client Description", text("ClientDescription"))
            .put("Desired Status", text("DesiredStatus"))
            .put("Desired Description", text("DesiredDescription"))
            .put("Created", time(allocation.number("CreateTime")))
            .put("Modified", time(allocation.number("ModifyTime")));
    if (allocation.has("DeploymentID")) {
      Doc health = allocation.at("DeploymentStatus").at("Healthy");
      pairs.put("Deployment ID", id("DeploymentID"));
      pairs.put(
          "Deployment Health",
          health.isAbsent() ? "unset" : health.node().asBoolean() ? "healthy" : "unhealthy");
      if (allocation.at("DeploymentStatus").is("Canary")) {
        pairs.put("Canary", true);
      }
    }
    optional(pairs, "Replacement Alloc ID", "NextAllocation");
    optional(pairs, "Previous Alloc ID", "PreviousAllocation");
    optional(pairs, "Follow-up Eval ID", "FollowupEvalID");
    optional(pairs, "Preempted by Alloc ID", "PreemptedByAllocation");
    console.line(pairs.toString());
  }

  /** Ports of the group; a star marks those that come from a bridge or another namespace. */
  void addresses() {
    List<Doc> ports = allocation.at("AllocatedResources").at("Shared").items("Ports");
    if (ports.isEmpty()) {
      return;
    }
    Set<String> dynamic = new HashSet<>();
    for (Doc network : Tasks.group(allocation).items("Networks")) {
      network.items("DynamicPorts").forEach(p -> dynamic.add(p.text("Label")));
    }
    Table table = Table.columns("Label", "Dynamic", "Address");
    for (Doc port : ports) {
      String to = port.number("To") > 0 ? " -> " + port.number("To") : "";
      table.row(
          "*" + port.text("Label"),
          dynamic.contains(port.text("Label")) ? "yes" : "no",
          port.text("HostIP") + ":" + port.text("Value") + to);
    }
    section("Allocation Addresses:");
    console.line(table.toString());
  }

  void taskLines() {
    Table table = Table.columns("Name", "State", "Last Event", "Time", "Lifecycle");
    Map<String, Doc> states = allocation.entries("TaskStates");
    for (String name : Tasks.names(allocation)) {
      Doc state = states.getOrDefault(name, Doc.empty());
      Doc last = events(state).stream().findFirst().orElseGet(Doc::empty);
      table.row(
          name,
          state.textOr("State", "pending"),
          last.textOr("Type", Format.NONE),
          Format.nanos(last.number("Time"), zone),
          lifecycle(name));
    }
    section("Tasks");
    console.line(table.toString());
  }

  void tasks(Doc usage, boolean detailed) {
    Map<String, Doc> states = allocation.entries("TaskStates");
    Map<String, Doc> used = usage.entries("Tasks");
    for (String name : Tasks.names(allocation)) {
      Doc state = states.getOrDefault(name, Doc.empty());
      String hook = lifecycle(name);
      section(
          "Task \"%s\"%s is \"%s\""
              .formatted(
                  name,
                  hook.equals("main") ? "" : " (" + hook + ")",
                  state.textOr("State", "pending")));
      Doc measured = used.getOrDefault(name, Doc.empty()).at("ResourceUsage");
      resources(name, measured);
      if (detailed) {
        details(measured);
      }
      if (states.containsKey(name)) {
        recentEvents(state);
      }
    }
  }

  private void resources(String task, Doc measured) {
    Doc given = allocation.at("AllocatedResources").at("Tasks").at(task);
    if (given.isAbsent()) {
      return;
    }
    long cpu = given.at("Cpu").number("CpuShares");
    long memory = given.at("Memory").number("MemoryMB");
    Doc memoryUse = measured.at("MemoryStats");
    double rss =
        memoryUse.number("RSS") > 0 ? memoryUse.decimal("RSS") : memoryUse.decimal("Usage");
    long ticks = Math.round(measured.at("CpuStats").decimal("TotalTicks"));
    boolean known = !measured.isAbsent();
    Table table =
        Table.columns("CPU", "Memory", "Disk", "Addresses")
            .row(
                (known ? ticks + "/" : "") + cpu + " MHz",
                (known ? Format.bytes(rss) + "/" : "") + Format.mebibytes(memory),
                Format.mebibytes(allocation.at("AllocatedResources").at("Shared").number("DiskMB")),
                addresses(given));
    long max = given.at("Memory").number("MemoryMaxMB");
    if (max > 0 && max != memory) {
      table.row("", "Max: " + Format.mebibytes(max), "", "");
    }
    console.line("Task Resources:");
    console.line(table.toString());
    console.line();
  }

  private static String addresses(Doc given) {
    StringBuilder text = new StringBuilder();
    for (Doc network : given.items("Networks")) {
      for (String kind : List.of("ReservedPorts", "DynamicPorts")) {
        for (Doc port : network.items(kind)) {
          text.append(text.isEmpty() ? "" : " ")
              .append(
                  "%s: %s:%s"
                      .formatted(port.text("Label"), network.text("IP"), port.text("Value")));
        }
      }
    }
    return text.toString();
  }

  private void details(Doc measured) {
    measured(measured.at("MemoryStats"), "Memory Stats", true);
    measured(measured.at("CpuStats"), "CPU Stats", false);
  }

  /** Only what the driver says it measured is shown; a zero of the rest would be a lie. */
  private void measured(Doc stats, String title, boolean bytes) {
    Set<String> names = new TreeSet<>();
    stats.items("Measured").forEach(m -> names.add(m.asText()));
    if (names.isEmpty()) {
      return;
    }
    List<String> values =
        names.stream()
            .map(n -> n.replace(" ", ""))
            .map(n -> bytes ? Format.bytes(stats.decimal(n)) : stats.textOr(n, "0"))
            .toList();
    console.line(title);
    console.line(Table.columns(List.copyOf(names)).row(values).toString());
    console.line();
  }

  private void recentEvents(Doc state) {
    console.line("Task Events:");
    console.line(
        new Table.Pairs()
            .put("Started At", instant(state.text("StartedAt")))
            .put("Finished At", instant(state.text("FinishedAt")))
            .put("Total Restarts", state.number("Restarts"))
            .put("Last Restart", instant(state.text("LastRestart")))
            .toString());
    Table table = Table.columns("Time", "Type", "Description");
    for (Doc event : events(state)) {
      table.row(
          Format.nanos(event.number("Time"), zone),
          event.text("Type"),
          event.textOr("DisplayMessage", event.text("Message")));
    }
    if (!table.isEmpty()) {
      console.line();
      console.line("Recent Events:");
      console.line(table.toString());
    }
  }

  /** Newest first. */
  private static List<Doc> events(Doc state) {
    return state.items("Events").stream()
        .sorted(Comparator.comparingLong((Doc e) -> e.number("Time")).reversed())
        .toList();
  }

  void placement() {
    Doc metrics = allocation.at("Metrics");
    section("Placement Metrics");
    if (metrics.number("NodesEvaluated") == 0) {
      console.line("None");
      return;
    }
    Failures.lines(metrics, "  ").forEach(console::line);
    Set<String> names = new TreeSet<>();
    metrics.items("ScoreMetaData").forEach(m -> names.addAll(m.entries("Scores").keySet()));
    List<String> titles = new java.util.ArrayList<>(List.of("Node"));
    titles.addAll(names);
    titles.add("final score");
    Table table = Table.columns(titles);
    for (Doc score : metrics.items("ScoreMetaData")) {
      List<String> row = new java.util.ArrayList<>(List.of(score.text("NodeID")));
      names.forEach(n -> row.add(decimal(score.at("Scores").decimal(n))));
      row.add(decimal(score.decimal("NormScore")));
      table.row(row);
    }
    console.line(table.toString());
  }

  private static String decimal(double value) {
    return String.format(java.util.Locale.ROOT, "%.3g", value);
  }

  private String lifecycle(String task) {
    Doc lifecycle = allocation.at("AllocatedResources").at("TaskLifecycles").at(task);
    return lifecycle.isAbsent()
        ? "main"
        : lifecycle.text("Hook") + (lifecycle.is("Sidecar") ? " sidecar" : "");
  }

  private void optional(Table.Pairs pairs, String title, String member) {
    if (allocation.has(member)) {
      pairs.put(title, id(member));
    }
  }

  private String text(String member) {
    return allocation.textOr(member, Format.NONE);
  }

  private String id(String member) {
    return Format.id(text(member), verbose);
  }

  private String time(long nanos) {
    return verbose ? Format.nanos(nanos, zone) : Format.ago(nanos, console.clock().instant());
  }

  private String instant(String text) {
    return text.isEmpty() ? "N/A" : Format.time(OffsetDateTime.parse(text).toInstant(), zone);
  }

  private void section(String title) {
    console.line();
    console.heading(title);
  }
}
