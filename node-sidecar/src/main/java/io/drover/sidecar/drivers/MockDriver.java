package io.drover.sidecar.drivers;

import io.drover.contract.model.DriverInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Does as if, in the words of Nomad's driver of that name: for tests and simulations. */
public final class MockDriver implements Driver {

  private static final Set<String> KNOWN =
      MockCommand.membersWith(
          "start_error",
          "start_error_recoverable",
          "start_block_for",
          "kill_after",
          "plugin_exit_after",
          "driver_ip",
          "driver_advertise",
          "driver_port_map",
          "exec_command");
  private static final Set<String> PLUGIN =
      Set.of("enabled", "fs_isolation", "shutdown_periodic_after", "shutdown_periodic_duration");
  private static final Set<String> ISOLATIONS = Set.of("none", "chroot", "image");

  private final Instant since = Instant.now();
  private final boolean isolated;
  private final Instant disabledAt;

  /** What a task asks for. */
  record Script(
      MockCommand command,
      Optional<MockCommand> execCommand,
      String startError,
      boolean startErrorRecoverable,
      Duration startBlockFor,
      Duration killAfter,
      Duration pluginExitAfter) {}

  /** With nothing but defaults. */
  public MockDriver() {
    this(Map.of());
  }

  /**
   * Reads its plugin config.
   *
   * @throws IllegalArgumentException naming the member that is wrong
   */
  public MockDriver(Map<String, Object> plugin) {
    Set<String> unknown = new TreeSet<>(plugin.keySet());
    unknown.removeAll(PLUGIN);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "plugin \"mock_driver\": unknown members " + String.join(", ", unknown));
    }
    String isolation = String.valueOf(plugin.getOrDefault("fs_isolation", "none"));
    if (!ISOLATIONS.contains(isolation)) {
      throw new IllegalArgumentException(
          "plugin \"mock_driver\": fs_isolation must be none, chroot or image, got \""
              + isolation
              + "\"");
    }
    isolated = !isolation.equals("none");
    disabledAt =
        Boolean.TRUE.equals(plugin.get("shutdown_periodic_after"))
            ? since.plusNanos(nanos(plugin.get("shutdown_periodic_duration")))
            : Instant.MAX;
  }

  private static long nanos(@Nullable Object duration) {
    return duration instanceof Number number ? number.longValue() : 0;
  }

  @Override
  public String name() {
    return "mock_driver";
  }

  private boolean disabled() {
    return !Instant.now().isBefore(disabledAt);
  }

  @Override
  public DriverInfo fingerprint() {
    return disabled()
        ? new DriverInfo(Map.of(), false, false, "disabled", disabledAt)
        : new DriverInfo(Map.of("driver.mock", "true"), true, true, "Healthy", since);
  }

  @Override
  public Map<String, String> nodeAttributes() {
    return disabled() ? Map.of() : Map.of("driver.mock_driver", "1", "driver.mock", "true");
  }

  @Override
  public boolean isolated() {
    return isolated;
  }

  @Override
  public void validate(Map<String, Object> config) throws ConfigRejected {
    read(config);
  }

  private static Script read(Map<String, Object> values) throws ConfigRejected {
    TaskConfig config = new TaskConfig(values, KNOWN);
    // The address is Nomad's to show; nothing here asks for one, but it must be of its type.
    config.text("driver_ip");
    config.flag("driver_advertise");
    config.text("driver_port_map");
    Optional<TaskConfig> inside = config.block("exec_command", MockCommand.MEMBERS);
    return new Script(
        MockCommand.read(config),
        inside.isPresent() ? Optional.of(MockCommand.read(inside.get())) : Optional.empty(),
        config.text("start_error"),
        config.flag("start_error_recoverable"),
        config.duration("start_block_for"),
        config.duration("kill_after"),
        config.duration("plugin_exit_after"));
  }

  @Override
  public RunningTask start(RunRecord run, TaskStart start) throws StartFailed {
    try {
      Script script = read(start.config());
      Thread.sleep(script.startBlockFor());
      if (!script.startError().isEmpty()) {
        throw new StartFailed(script.startError(), script.startErrorRecoverable());
      }
      requirePortMap(new TaskConfig(start.config(), KNOWN).text("driver_port_map"));
      return MockTask.start(run, start.task().name(), script, start.output());
    } catch (ConfigRejected wrong) {
      throw new StartFailed(wrong.getMessage(), false);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartFailed("interrupted", true);
    }
  }

  private static void requirePortMap(String map) throws StartFailed {
    if (!map.isEmpty() && !map.matches("[^:]*:[+-]?[0-9]+")) {
      throw new StartFailed("malformed port map: \"" + map + "\"", false);
    }
  }

  @Override
  public Optional<RunningTask> recover(RunRecord run, TaskStart start) {
    try {
      Script script = read(start.config());
      return Optional.of(MockTask.start(run, start.task().name(), script, Optional.empty()));
    } catch (ConfigRejected wrong) {
      return Optional.empty();
    }
  }
}
