package io.drover.sidecar.task;

import io.drover.contract.model.AllocatedPort;
import io.drover.contract.model.AllocatedTaskResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A task's environment (semantics.md 12.9). */
final class TaskEnvironment {

  private final NodeFacts node;
  private final HostEnvironment host;
  private final Allocation alloc;
  private final JobSpec job;
  private final TaskGroup group;
  private final Task task;
  private final AllocDir directory;
  private final boolean isolated;

  /**
   * @param isolated whether the task sees its directories below a root of its own
   */
  TaskEnvironment(
      NodeFacts node,
      HostEnvironment host,
      TaskGroupView view,
      Task task,
      AllocDir directory,
      boolean isolated) {
    this.node = node;
    this.host = host;
    this.alloc = view.alloc();
    this.job = view.job();
    this.group = view.group();
    this.task = task;
    this.directory = directory;
    this.isolated = isolated;
  }

  /** The whole of it. */
  Map<String, String> build() {
    Map<String, String> built = new TreeMap<>();
    putIdentity(built);
    putResources(built);
    putPorts(built);
    putMeta(built);
    Map<String, String> all = host.select(node.hostEnvironment());
    all.putAll(built);
    Interpolation interpolation = nodeValues().with(built);
    task.env().forEach((name, value) -> all.put(name, interpolation.apply(value)));
    return all;
  }

  /** For the driver's config: as in the environment, and the environment itself. */
  Interpolation interpolation(Map<String, String> environment) {
    return nodeValues().withEnvironment(environment);
  }

  /** For what is done on the host: as for the driver, but directories are the host's. */
  Interpolation hostInterpolation(Map<String, String> environment) {
    Map<String, String> onHost = new TreeMap<>(environment);
    putDirectories(onHost, false);
    return nodeValues().withEnvironment(onHost);
  }

  private Interpolation nodeValues() {
    return Interpolation.of(node.node()).with(Map.of("node.region", node.region()));
  }

  private void putDirectories(Map<String, String> into, boolean ownRoot) {
    Path own = directory.task(task.name());
    into.put("NOMAD_ALLOC_DIR", ownRoot ? "/alloc" : directory.shared().toString());
    into.put("NOMAD_TASK_DIR", ownRoot ? "/local" : own.resolve("local").toString());
    into.put("NOMAD_SECRETS_DIR", ownRoot ? "/secrets" : own.resolve("secrets").toString());
  }

  private void putIdentity(Map<String, String> into) {
    String id = alloc.id().value();
    putDirectories(into, isolated);
    into.put("NOMAD_ALLOC_ID", id);
    into.put("NOMAD_SHORT_ALLOC_ID", id.substring(0, Math.min(8, id.length())));
    into.put("NOMAD_ALLOC_NAME", alloc.name());
    if (alloc.index() >= 0) {
      into.put("NOMAD_ALLOC_INDEX", Integer.toString(alloc.index()));
    }
    into.put("NOMAD_TASK_NAME", task.name());
    into.put("NOMAD_GROUP_NAME", group.name());
    into.put("NOMAD_JOB_ID", job.id());
    into.put("NOMAD_JOB_NAME", job.name());
    if (!job.parentId().isEmpty()) {
      into.put("NOMAD_JOB_PARENT_ID", job.parentId());
    }
    into.put("NOMAD_DC", node.node().datacenter());
    into.put("NOMAD_REGION", node.region());
    into.put("NOMAD_NAMESPACE", alloc.namespace());
    if (!node.node().cgroupParent().isEmpty()) {
      into.put("NOMAD_PARENT_CGROUP", node.node().cgroupParent());
    }
  }

  private void putResources(Map<String, String> into) {
    AllocatedTaskResources given = alloc.allocatedResources().tasks().get(task.name());
    if (given == null) {
      return;
    }
    into.put("NOMAD_MEMORY_LIMIT", Long.toString(given.memory().memoryMb()));
    if (given.memory().memoryMaxMb() > 0) {
      into.put("NOMAD_MEMORY_MAX_LIMIT", Long.toString(given.memory().memoryMaxMb()));
    }
    into.put("NOMAD_CPU_LIMIT", Long.toString(given.cpu().cpuShares()));
    if (!given.cpu().reservedCores().isEmpty()) {
      into.put(
          "NOMAD_CPU_CORES",
          given.cpu().reservedCores().stream()
              .map(String::valueOf)
              .collect(Collectors.joining(",")));
    }
  }

  private void putPorts(Map<String, String> into) {
    for (AllocatedPort port : alloc.allocatedResources().shared().ports()) {
      String label = port.label();
      String clean = clean(label);
      String inside = Integer.toString(port.to() > 0 ? port.to() : port.value());
      String outside = Integer.toString(port.value());
      String address = port.hostIp() + ":" + outside;
      into.put("NOMAD_IP_" + clean, port.hostIp());
      into.put("NOMAD_PORT_" + clean, inside);
      into.put("NOMAD_ADDR_" + clean, address);
      into.put("NOMAD_HOST_PORT_" + clean, outside);
      // These three keep the label as it is; so does Nomad, and programs look for those names.
      into.put("NOMAD_HOST_IP_" + label, port.hostIp());
      into.put("NOMAD_HOST_ADDR_" + label, address);
      into.put("NOMAD_ALLOC_PORT_" + label, inside);
    }
  }

  private void putMeta(Map<String, String> into) {
    Map<String, String> meta = new TreeMap<>();
    if (job.parameterizedJob() != null) {
      job.parameterizedJob().metaOptional().forEach(key -> meta.put(key, ""));
    }
    meta.putAll(job.meta());
    meta.putAll(group.meta());
    meta.putAll(task.meta());
    Interpolation interpolation = nodeValues().with(new TreeMap<>(into));
    meta.forEach(
        (key, value) -> {
          String applied = interpolation.apply(value);
          into.put("NOMAD_META_" + clean(key), applied);
          into.put("NOMAD_META_" + clean(key.toUpperCase(Locale.ROOT)), applied);
        });
  }

  private static String clean(String name) {
    return name.replaceAll("[^A-Za-z0-9_]", "_");
  }
}
