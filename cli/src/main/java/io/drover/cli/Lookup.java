package io.drover.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * From the few characters that a user typed to the one object meant. An exact id wins over longer
 * ones that begin with it; several candidates are listed in the error.
 */
public final class Lookup {

  private final Api api;

  public Lookup(Api api) {
    this.api = api;
  }

  /** The job's id and namespace, from an id or the beginning of one. */
  public Doc job(String prefix) throws IOException {
    List<Doc> found = jobs(prefix);
    return one("job", prefix, found, Lookup::jobTable);
  }

  private List<Doc> jobs(String prefix) throws IOException {
    return api.get(Api.path("jobs"), Map.of("prefix", prefix)).body().items().stream()
        .filter(d -> d.text("ID").startsWith(prefix))
        .toList();
  }

  public Doc allocation(String prefix) throws IOException {
    return one("allocation", prefix, byUuid("allocations", prefix), Lookup::allocationTable);
  }

  public Doc evaluation(String prefix) throws IOException {
    return one("evaluation", prefix, byUuid("evaluations", prefix), Lookup::evaluationTable);
  }

  public Doc deployment(String prefix) throws IOException {
    return one(
        "deployment", prefix, byUuid("deployments", prefix), d -> Deployments.table(d, false));
  }

  public Doc node(String prefix) throws IOException {
    return one("node", prefix, byUuid("nodes", prefix), Lookup::nodeTable);
  }

  /**
   * The server takes an even number of hexadecimal digits (two of them are a byte), so the last of
   * an odd number is compared here.
   */
  private List<Doc> byUuid(String list, String prefix) throws IOException {
    String wanted = prefix.toLowerCase(Locale.ROOT);
    String digits = wanted.replace("-", "");
    if (digits.length() < 2) {
      throw new UsageException("Identifier must contain at least two characters.");
    }
    if (!digits.chars().allMatch(c -> Character.digit(c, 16) >= 0) || wanted.length() > 36) {
      throw new UsageException("\"%s\" is not the beginning of an id".formatted(prefix));
    }
    String asked = digits.length() % 2 == 0 ? wanted : wanted.substring(0, wanted.length() - 1);
    return api.get(Api.path(list), Map.of("prefix", asked)).body().items().stream()
        .filter(d -> d.text("ID").startsWith(wanted))
        .toList();
  }

  private static Doc one(
      String kind, String prefix, List<Doc> found, Function<List<Doc>, Object> table) {
    if (found.isEmpty()) {
      throw new UsageException("No %s(s) with prefix or id \"%s\" found".formatted(kind, prefix));
    }
    List<Doc> exact = found.stream().filter(d -> d.text("ID").equals(prefix)).toList();
    if (exact.size() == 1) {
      return exact.getFirst();
    }
    if (found.size() > 1) {
      throw new UsageException(
          "Prefix matched multiple %ss\n\n%s".formatted(kind, table.apply(found)));
    }
    return found.getFirst();
  }

  private static Table jobTable(List<Doc> jobs) {
    Table table = Table.columns("ID", "Namespace", "Type", "Priority", "Status");
    for (Doc job : jobs) {
      table.row(
          job.text("ID"),
          job.text("Namespace"),
          job.text("Type"),
          job.text("Priority"),
          job.text("Status"));
    }
    return table;
  }

  private static Table allocationTable(List<Doc> allocations) {
    Table table = Table.columns("ID", "Node ID", "Job ID", "Task Group", "Desired", "Status");
    for (Doc a : allocations) {
      table.row(
          a.text("ID"),
          Format.id(a.text("NodeID"), false),
          a.text("JobID"),
          a.text("TaskGroup"),
          a.text("DesiredStatus"),
          a.text("ClientStatus"));
    }
    return table;
  }

  private static Table evaluationTable(List<Doc> evaluations) {
    Table table = Table.columns("ID", "Priority", "Triggered By", "Job ID", "Status");
    for (Doc e : evaluations) {
      table.row(
          e.text("ID"),
          e.text("Priority"),
          e.text("TriggeredBy"),
          e.text("JobID"),
          e.text("Status"));
    }
    return table;
  }

  private static Table nodeTable(List<Doc> nodes) {
    Table table = Table.columns("ID", "Node Pool", "DC", "Name", "Eligibility", "Status");
    for (Doc n : nodes) {
      table.row(
          n.text("ID"),
          n.text("NodePool"),
          n.text("Datacenter"),
          n.text("Name"),
          n.text("SchedulingEligibility"),
          n.text("Status"));
    }
    return table;
  }
}
