package io.drover.sidecar.drivers;

import io.drover.contract.model.DriverInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Runs a class or a jar on the host's Java, isolated as {@link ExecDriver}'s tasks are. */
public final class JavaDriver implements Driver {

  private static final String NAME = "java";
  private static final Set<String> KNOWN = known();

  private final IsolatedLaunch launch;
  private final HostJava java;

  public JavaDriver(IsolatedLaunch launch, HostJava java) {
    this.launch = launch;
    this.java = java;
  }

  private static Set<String> known() {
    Set<String> known = new HashSet<>(IsolationRequest.MEMBERS);
    known.addAll(Set.of("class", "class_path", "jar_path", "jvm_options", "args"));
    return Set.copyOf(known);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public DriverInfo fingerprint() {
    return launch.impediment().orElseGet(this::withJava);
  }

  private DriverInfo withJava() {
    Optional<HostJava.Version> version = java.version();
    DriverInfo healthy = launch.healthy(attributes("true"));
    if (version.isEmpty()) {
      return new DriverInfo(Map.of(), false, false, "", healthy.updateTime());
    }
    if (!visible(version.get())) {
      String why = version.get().program() + " is in no directory that tasks see (chroot_env)";
      return new DriverInfo(Map.of(), true, false, why, healthy.updateTime());
    }
    return healthy;
  }

  private boolean visible(HostJava.Version version) {
    return launch.settings().chroot().entrySet().stream()
        .filter(seen -> seen.getKey().equals(seen.getValue()))
        .anyMatch(seen -> version.program().startsWith(seen.getKey()));
  }

  @Override
  public Map<String, String> nodeAttributes() {
    return fingerprint().healthy() ? attributes("1") : Map.of();
  }

  private Map<String, String> attributes(String there) {
    Map<String, String> all = new TreeMap<>(Map.of("driver.java", there));
    java.version()
        .ifPresent(
            version -> {
              all.put("driver.java.version", version.version());
              all.put("driver.java.runtime", version.runtime());
              all.put("driver.java.vm", version.vm());
            });
    return all;
  }

  @Override
  public boolean isolated() {
    return true;
  }

  @Override
  public Optional<String> refusal(String user) {
    return launch.settings().users().refusal(NAME, user);
  }

  @Override
  public void validate(Map<String, Object> config) throws ConfigRejected {
    TaskConfig read = new TaskConfig(config, KNOWN);
    arguments(read);
    IsolationRequest.read(read);
  }

  /** All but the program. */
  private static List<String> arguments(TaskConfig config) throws ConfigRejected {
    List<String> arguments = new ArrayList<>(config.texts("jvm_options"));
    addOption(arguments, "-cp", config.text("class_path"));
    addOption(arguments, "-jar", config.text("jar_path"));
    if (!config.text("class").isEmpty()) {
      arguments.add(config.text("class"));
    }
    arguments.addAll(config.texts("args"));
    return arguments;
  }

  private static void addOption(List<String> arguments, String option, String value) {
    if (!value.isEmpty()) {
      arguments.add(option);
      arguments.add(value);
    }
  }

  @Override
  public RunningTask start(RunRecord run, TaskStart start) throws StartFailed {
    try {
      TaskConfig config = new TaskConfig(start.config(), KNOWN);
      if (config.text("class").isEmpty() && config.text("jar_path").isEmpty()) {
        throw new StartFailed("jar_path or class must be specified", false);
      }
      List<String> command = new ArrayList<>();
      command.add(program());
      command.addAll(arguments(config));
      return launch.start(NAME, run, start, command, IsolationRequest.read(config));
    } catch (ConfigRejected wrong) {
      throw new StartFailed(wrong.getMessage(), false);
    }
  }

  private String program() throws StartFailed {
    return java.version()
        .map(version -> version.program().toString())
        .orElseThrow(() -> new StartFailed("failed to find java binary: no java in $PATH", false));
  }

  @Override
  public Optional<RunningTask> recover(RunRecord run, TaskStart start) {
    return launch.recover(run);
  }
}
