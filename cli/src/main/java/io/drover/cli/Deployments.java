package io.drover.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A deployment as pairs and a table of its groups; columns appear as the groups need them. */
public final class Deployments {

  private Deployments() {}

  public static void print(Console console, Doc deployment, boolean verbose) {
    Table.Pairs pairs = new Table.Pairs().put("ID", Format.id(deployment.text("ID"), verbose));
    if (verbose) {
      pairs
          .put("Job ID", deployment.text("JobID"))
          .put("Job Version", deployment.number("JobVersion"));
    }
    pairs.put("Status", deployment.text("Status"));
    pairs.put("Description", deployment.text("StatusDescription"));
    console.line(pairs.toString());
    Map<String, Doc> groups = deployment.entries("TaskGroups");
    if (!groups.isEmpty()) {
      console.line();
      console.heading("Deployed");
      console.line(table(groups).toString());
    }
  }

  private static Table table(Map<String, Doc> groups) {
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
    titles.addAll(List.of("Placed", "Healthy", "Unhealthy", "Progress Deadline"));
    Table table = Table.columns(titles);
    groups.forEach((name, group) -> table.row(row(name, group, reverts, canaries)));
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
    row.add(group.has("RequireProgressBy") ? group.text("RequireProgressBy") : "N/A");
    return row;
  }
}
