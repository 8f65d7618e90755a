package io.drover.cli.cluster;

import io.drover.cli.AllocationTable;
import io.drover.cli.Console;
import io.drover.cli.Doc;
import io.drover.cli.Format;
import io.drover.cli.Table;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One node on a page, section by section. */
final class NodePage {

  private static final Set<String> ENDED = Set.of("complete", "failed", "lost");

  private final Console console;
  private final Doc node;
  private final boolean verbose;

  NodePage(Console console, Doc node, boolean verbose) {
    this.console = console;
    this.node = node;
    this.verbose = verbose;
  }

  void head(Doc measured) {
    Table.Pairs pairs =
        new Table.Pairs()
            .put("ID", node.text("ID"))
            .put("Name", node.text("Name"))
            .put("Node Pool", node.text("NodePool"))
            .put("Class", node.textOr("NodeClass", Format.NONE))
            .put("DC", node.text("Datacenter"))
            .put("Drain", drain())
            .put("Eligibility", node.text("SchedulingEligibility"))
            .put("Status", node.text("Status"))
            .put("CSI Controllers", names("CSIControllerPlugins"))
            .put("CSI Drivers", names("CSINodePlugins"));
    if (!measured.isAbsent()) {
      pairs.put("Uptime", Format.span(Duration.ofSeconds(measured.number("Uptime"))));
    }
    pairs
        .put("Host Volumes", names("HostVolumes"))
        .put("Host Networks", names("HostNetworks"))
        .put("CSI Volumes", Format.NONE)
        .put("Driver Status", drivers());
    console.line(pairs.toString());
    lastDrain();
  }

  private String drain() {
    Doc strategy = node.at("DrainStrategy");
    if (strategy.isAbsent()) {
      return Boolean.toString(node.is("Drain"));
    }
    String deadline =
        strategy.has("ForceDeadline")
            ? "; force deadline " + strategy.text("ForceDeadline")
            : strategy.number("Deadline") < 0 ? "; forced" : "; no deadline";
    return "true" + deadline + (strategy.is("IgnoreSystemJobs") ? "; ignoring system jobs" : "");
  }

  private void lastDrain() {
    Doc last = node.at("LastDrain");
    if (last.isAbsent()) {
      return;
    }
    section(last.text("Status").equals("draining") ? "Drain" : "Last Drain");
    Table.Pairs pairs =
        new Table.Pairs()
            .put("Status", last.text("Status"))
            .put("Started At", last.text("StartedAt"))
            .put("Updated At", last.text("UpdatedAt"));
    last.entries("Meta").forEach((key, value) -> pairs.put(key, value.asText()));
    console.line(pairs.toString());
  }

  private String names(String member) {
    Set<String> names = node.entries(member).keySet();
    return names.isEmpty() ? Format.NONE : String.join(",", names);
  }

  /** Detected drivers; an unhealthy one with the reason. */
  private String drivers() {
    return node.entries("Drivers").entrySet().stream()
        .filter(e -> e.getValue().is("Detected"))
        .map(
            e ->
                e.getValue().is("Healthy")
                    ? e.getKey()
                    : "%s (unhealthy: %s)"
                        .formatted(e.getKey(), e.getValue().text("HealthDescription")))
        .collect(Collectors.joining(","));
  }

  void events() {
    Table table = Table.columns("Time", "Subsystem", "Message");
    List<Doc> events = node.items("Events");
    for (Doc event : events.reversed()) {
      table.row(
          Format.time(
              OffsetDateTime.parse(event.textOr("Timestamp", "1970-01-01T00:00:00Z")).toInstant(),
              console.clock().getZone()),
          event.text("Subsystem"),
          message(event));
    }
    section("Node Events");
    console.line(table.toString());
  }

  private String message(Doc event) {
    String details =
        event.entries("Details").entrySet().stream()
            .map(detail -> detail.getKey() + "=" + detail.getValue().asText())
            .collect(Collectors.joining(", "));
    return event.text("Message") + (details.isEmpty() ? "" : " (" + details + ")");
  }

  void resources(List<Doc> allocations, Doc measured) {
    Doc total = node.at("NodeResources");
    Doc reserved = node.at("ReservedResources");
    long cpu = free(total, reserved, "Cpu", "CpuShares");
    long memory = free(total, reserved, "Memory", "MemoryMB");
    long disk = free(total, reserved, "Disk", "DiskMB");
    long usedCpu = 0;
    long usedMemory = 0;
    long usedDisk = 0;
    for (Doc a : allocations) {
      if (ENDED.contains(a.text("ClientStatus"))) {
        continue;
      }
      Doc given = a.at("AllocatedResources");
      usedDisk += given.at("Shared").number("DiskMB");
      for (Doc task : given.entries("Tasks").values()) {
        usedCpu += task.at("Cpu").number("CpuShares");
        usedMemory += task.at("Memory").number("MemoryMB");
      }
    }
    section("Allocated Resources");
    console.line(
        Table.columns("CPU", "Memory", "Disk")
            .row(
                usedCpu + "/" + cpu + " MHz",
                Format.mebibytes(usedMemory) + "/" + Format.mebibytes(memory),
                Format.mebibytes(usedDisk) + "/" + Format.mebibytes(disk))
            .toString());
    if (!measured.isAbsent()) {
      host(measured, total.at("Cpu").number("CpuShares"));
    }
  }

  private void host(Doc measured, long cpuTotal) {
    Doc memory = measured.at("Memory");
    Doc disk = measured.at("AllocDirStats");
    section("Host Resource Utilization");
    console.line(
        Table.columns("CPU", "Memory", "Disk")
            .row(
                Math.round(measured.decimal("CPUTicksConsumed")) + "/" + cpuTotal + " MHz",
                Format.bytes(memory.decimal("Used")) + "/" + Format.bytes(memory.decimal("Total")),
                Format.bytes(disk.decimal("Used")) + "/" + Format.bytes(disk.decimal("Size")))
            .toString());
  }

  void measurements(Doc measured) {
    Table cpu = Table.columns("CPU", "User", "System", "Idle");
    for (Doc c : measured.items("CPU")) {
      cpu.row(c.text("CPU"), percent(c, "User"), percent(c, "System"), percent(c, "Idle"));
    }
    section("CPU Stats");
    console.line(cpu.toString());
    Table.Pairs memory = new Table.Pairs();
    for (String name : List.of("Total", "Available", "Used", "Free")) {
      memory.put(name, Format.bytes(measured.at("Memory").decimal(name)));
    }
    section("Memory Stats");
    console.line(memory.toString());
    Table disks =
        Table.columns("Device", "MountPoint", "Size", "Used", "Available", "Used Percent");
    for (Doc d : measured.items("DiskStats")) {
      disks.row(
          d.text("Device"),
          d.text("Mountpoint"),
          Format.bytes(d.decimal("Size")),
          Format.bytes(d.decimal("Used")),
          Format.bytes(d.decimal("Available")),
          percent(d, "UsedPercent"));
    }
    section("Disk Stats");
    console.line(disks.toString());
  }

  void allocations(List<Doc> allocations) {
    section("Allocations");
    console.line(
        allocations.isEmpty()
            ? "No allocations placed"
            : AllocationTable.of(allocations, console.clock().instant(), verbose).toString());
  }

  void attributes() {
    for (String part : List.of("Attributes", "Meta")) {
      Table.Pairs pairs = new Table.Pairs();
      node.entries(part).forEach((name, value) -> pairs.put(name, value.asText()));
      section(part);
      console.line(pairs.toString());
    }
  }

  private static long free(Doc total, Doc reserved, String kind, String member) {
    return total.at(kind).number(member) - reserved.at(kind).number(member);
  }

  private static String percent(Doc doc, String member) {
    return String.format(java.util.Locale.ROOT, "%.2f%%", doc.decimal(member));
  }

  private void section(String title) {
    console.line();
    console.heading(title);
  }
}
