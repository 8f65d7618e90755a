package io.drover.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A deployment as pairs and a table of its groups; columns appear as the groups need them. */
public final class Deployments {

  private Deployments() {}

  /** Several deployments, a row each, newest first. */
  public static String table(List<Doc> deployments, boolean verbose) {
    if (deployments.isEmpty()) {
      return "No deployments found";
    }
    Table table = Table.columns("ID", "Job ID", "Job Version", "Status", "Description");
    deployments.stream()
        .sorted(Comparator.comparingLong((Doc d) -> d.number("CreateIndex")).reversed())
        .forEach(
            d ->
                table.row(
                    Format.id(d.text("ID"), verbose),
                    d.text("JobID"),
                    d.text("JobVersion"),
                    d.text("Status"),
                    d.text("StatusDescription")));
    return table.toString();
  }

  /** A deployment by itself. */
  public static void whole(Console console, Doc deployment, boolean verbose) {
    print(
        console,
        deployment,
        new Table.Pairs()
            .put("ID", Format.id(deployment.text("ID"), verbose))
            .put("Job ID", deployment.text("JobID"))
            .put("Job Version", deployment.number("JobVersion")));
  }

  /** A deployment on the page of its job. */
  public static void ofJob(Console console, Doc deployment, boolean verbose) {
    print(
        console,
        deployment,
        new Table.Pairs().put("ID", Format.id(deployment.text("ID"), verbose)));
  }

  private static void print(Console console, Doc deployment, Table.Pairs pairs) {
    pairs.put("Status", deployment.text("Status"));
    pairs.put("Description", deployment.text("StatusDescription"));
    console.line(pairs.toString());
    Map<String, Doc> groups = deployment.entries("TaskGroups");
    if (!groups.isEmpty()) {
      console.line();
      console.heading("Deployed");
      console.line(table(groups, console.clock().getZone()).toString());
    }
  }

  private static Table table(Map<String, Doc> groups, ZoneId zone) {
    Collection<Doc> states = groups.values();
    boolean canaries = states.stream().anyMatch(g -> g.number("DesiredCanaries") > 0);
    boolean reverts = states.stream().anyMatch(g -> g.is("AutoRevert"));
    List<String> titles = new ArrayList<>(List.of("Task Group"));
    if (reverts) {
      titles.add("Auto Revert");
    }
    if (canaries) {
      titles.add("Promoted");
    }
    titles.add("Desired");
    if (canaries) {
      titles.add("Canaries");
    }
    titles.addAll(List.of("Placed", "Healthy", "Unhealthy"));
    boolean deadlines = states.stream().anyMatch(g -> g.number("ProgressDeadline") != 0);
    if (deadlines) {
      titles.add("Progress Deadline");
    }
    Table table = Table.columns(titles);
    groups.forEach(
        (name, group) -> {
          List<String> row = row(name, group, reverts, canaries);
          if (deadlines) {
            row.add(due(group, zone));
          }
          table.row(row);
        });
    return table;
  }

  private static List<String> row(String name, Doc group, boolean reverts, boolean canaries) {
    List<String> row = new ArrayList<>(List.of(name));
    if (reverts) {
      row.add(Boolean.toString(group.is("AutoRevert")));
    }
    if (canaries) {
      row.add(group.number("DesiredCanaries") > 0 ? "" + group.is("Promoted") : "N/A");
    }
    row.add(group.text("DesiredTotal"));
    if (canaries) {
      row.add(group.text("DesiredCanaries"));
    }
    row.add(group.text("PlacedAllocs"));
    row.add(group.text("HealthyAllocs"));
    row.add(group.text("UnhealthyAllocs"));
    return row;
  }

  private static String due(Doc group, ZoneId zone) {
    return group.has("RequireProgressBy")
        ? Format.time(Instant.parse(group.text("RequireProgressBy")), zone)
        : "N/A";
  }
}
