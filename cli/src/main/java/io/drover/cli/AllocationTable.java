package io.drover.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Allocations, newest first, in the columns that a job's and a node's page share. */
public final class AllocationTable {

  private AllocationTable() {}

  /** Takes list stubs, or whole allocations, where the version is the embedded job's. */
  public static Table of(List<Doc> allocations, Instant now, boolean verbose) {
    List<String> titles =
        new ArrayList<>(
            List.of(
                "ID",
                "Node ID",
                "Task Group",
                "Version",
                "Desired",
                "Status",
                "Created",
                "Modified"));
    if (verbose) {
      titles.add(1, "Eval ID");
      titles.add(3, "Node Name");
    }
    Table table = Table.columns(titles);
    allocations.stream()
        .sorted(Comparator.comparingLong((Doc a) -> a.number("CreateIndex")).reversed())
        .forEach(a -> table.row(row(a, now, verbose)));
    return table;
  }

  private static List<String> row(Doc a, Instant now, boolean verbose) {
    List<String> row =
        new ArrayList<>(
            List.of(
                Format.id(a.text("ID"), verbose),
                Format.id(a.text("NodeID"), verbose),
                a.text("TaskGroup"),
                Long.toString(version(a)),
                a.text("DesiredStatus"),
                a.text("ClientStatus"),
                Format.ago(a.number("CreateTime"), now),
                Format.ago(a.number("ModifyTime"), now)));
    if (verbose) {
      row.add(1, a.text("EvalID"));
      row.add(3, a.text("NodeName"));
    }
    return row;
  }

  private static long version(Doc a) {
    return a.has("Job") ? a.at("Job").number("Version") : a.number("JobVersion");
  }
}
