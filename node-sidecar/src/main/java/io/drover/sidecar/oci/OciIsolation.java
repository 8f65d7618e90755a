package io.drover.sidecar.oci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.executor.Isolation;
import io.drover.sidecar.spawn.LaunchFailed;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Isolation by runc or crun. Which of them works is found out by running a container, in the
 * background from the beginning; the first who needs to know waits for that. Calls may come from
 * any thread.
 */
public final class OciIsolation implements Isolation {

  private static final String CONFIG = "config.json";
  private static final String LOG = "runtime.log";
  private static final String PID = "runtime.pid";
  // The runtime reads it as its first act; a minute is far more than it can need.
  private static final Duration PROCESS_FILE_KEPT = Duration.ofMinutes(1);

  private final Settings settings;
  private final ObjectMapper json = new ObjectMapper();
  private final CgroupLeftovers cgroups;
  private final boolean unifiedOnly;
  private final CompletableFuture<RuntimeProbe.Found> runtime;

  /**
   * What it needs to know.
   *
   * @param program the runtime's path; empty: crun or runc, the first that works
   * @param state a directory of ours, for what the runtime keeps about containers
   * @param cgroupRoot name of the root of the tasks' cgroups
   * @param chroot that tasks have unless they say otherwise: path on the host to path inside
   */
  public record Settings(
      String program, Path state, String cgroupRoot, Map<String, String> chroot) {}

  /**
   * Begins to look for a runtime.
   *
   * @throws IOException when the mounts of this host cannot be read
   */
  public OciIsolation(Settings settings) throws IOException {
    this.settings = settings;
    List<String> mountInfo = Files.readAllLines(Path.of("/proc/self/mountinfo"));
    cgroups = new CgroupLeftovers(settings.cgroupRoot(), mountInfo);
    unifiedOnly = cgroups.unifiedOnly(mountInfo);
    RuntimeProbe probe = new RuntimeProbe(settings, mountInfo, json);
    runtime = new CompletableFuture<>();
    Thread.ofVirtual().name("oci-probe").start(() -> complete(probe));
  }

  private void complete(RuntimeProbe probe) {
    try {
      runtime.complete(probe.find());
    } catch (RuntimeException failure) {
      runtime.complete(
          new RuntimeProbe.Found(Optional.empty(), "looking for an OCI runtime: " + failure));
    }
  }

  @Override
  public Optional<String> unavailable() {
    RuntimeProbe.Found found = runtime.join();
    return found.runtime().isPresent() ? Optional.empty() : Optional.of(found.reason());
  }

  private OciRuntime working() throws LaunchFailed {
    RuntimeProbe.Found found = runtime.join();
    return found.runtime().orElseThrow(() -> new LaunchFailed(found.reason()));
  }

  /** The program that is used. */
  public Optional<Path> program() {
    return runtime.join().runtime().map(OciRuntime::program);
  }

  @Override
  public Detached prepare(String id, ExecCommand command, Path directory) throws LaunchFailed {
    OciRuntime runs = working();
    Spec spec = new SpecBuilder(runs.recursiveReadonly()).build(command, cgroupsPath(id));
    try {
      Files.createDirectories(directory);
      Files.deleteIfExists(directory.resolve(LOG));
      Files.deleteIfExists(directory.resolve(PID));
      writePrivately(directory.resolve(CONFIG), spec);
    } catch (IOException refused) {
      throw new LaunchFailed("bundle: " + refused.getMessage());
    }
    Path pidFile = directory.resolve(PID);
    return new Detached(
        runs.runDetached(
            ContainerId.of(id), directory, pidFile, directory.resolve(LOG), command.noPivotRoot()),
        pidFile);
  }

  /**
   * With separate hierarchies it is the task's own group, so that all that the kernel counts there
   * is the task's. With one hierarchy it is a group below it: newer runtimes refuse a group that
   * has members, and the runtime itself is one.
   */
  private String cgroupsPath(String id) {
    String group = "/" + settings.cgroupRoot() + "/" + id;
    return unifiedOnly ? group + "/task" : group;
  }

  /** The environment is in it, which only its owner may read. */
  private void writePrivately(Path file, Object content) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    json.writeValue(file.toFile(), content);
  }

  @Override
  public Optional<String> failure(Path directory) {
    Path log = directory.resolve(LOG);
    try {
      return Files.exists(log) ? lastError(Files.readAllLines(log)) : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.of(log + ": " + unreadable.getMessage());
    }
  }

  private Optional<String> lastError(List<String> lines) {
    for (String line : lines.reversed()) {
      try {
        JsonNode entry = json.readTree(line);
        if (entry.path("level").asText().equals("error")) {
          return Optional.of(entry.path("msg").asText());
        }
      } catch (JsonProcessingException other) {
        // Not an entry of the log, but it may be all that there is.
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  @Override
  public List<String> execArguments(
      String id, ExecCommand task, List<String> command, boolean tty, Path directory)
      throws LaunchFailed {
    OciRuntime runs = working();
    if (command.isEmpty()) {
      throw new LaunchFailed("command is required");
    }
    InsideCommand.check(SpecBuilder.root(task), task.environment(), command.getFirst());
    Path file = directory.resolve("exec-" + UUID.randomUUID() + ".json");
    try {
      removeOldProcessFiles(directory);
      writePrivately(file, SpecBuilder.process(atRoot(task, tty), command, tty));
    } catch (LaunchFailed known) {
      throw known;
    } catch (IOException refused) {
      throw new LaunchFailed("failed to start command: " + refused.getMessage());
    }
    return runs.exec(ContainerId.of(id), file, directory.resolve(LOG));
  }

  /**
   * Commands inside a task begin at its root, wherever the task itself works; programs that use a
   * terminal ask for its kind.
   */
  private static ExecCommand atRoot(ExecCommand task, boolean tty) {
    Map<String, String> environment = new TreeMap<>(task.environment());
    if (tty) {
      environment.putIfAbsent("TERM", "xterm");
    }
    return new ExecCommand(
        task.cmd(),
        task.args(),
        task.limits(),
        task.stdout(),
        task.stderr(),
        environment,
        task.user(),
        task.taskDirectory(),
        "",
        task.resourceLimits(),
        task.noPivotRoot(),
        task.mounts(),
        task.devices(),
        task.network(),
        task.modePid(),
        task.modeIpc(),
        task.capabilities(),
        task.isolated(),
        task.chroot());
  }

  private static void removeOldProcessFiles(Path directory) throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(PROCESS_FILE_KEPT));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "exec-*.json")) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).compareTo(old) < 0) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Override
  public void cleanUp(String id, Path directory) throws IOException {
    OciRuntime runs = working();
    String name = ContainerId.of(id);
    if (runs.containers().contains(name)) {
      Files.createDirectories(directory);
      runs.delete(name, directory.resolve(LOG));
    }
    cgroups.remove(id);
  }

  @Override
  public List<String> known() throws IOException {
    return working().containers().stream().map(ContainerId::id).toList();
  }

  @Override
  public void removeRoots() {
    cgroups.removeRoots();
  }
}
