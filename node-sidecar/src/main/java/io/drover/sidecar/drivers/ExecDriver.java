package io.drover.sidecar.drivers;

import io.drover.contract.model.DriverInfo;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs a program in a root, namespaces and with limits of its own, by default as nobody. */
public final class ExecDriver implements Driver {

  private static final String NAME = "exec";
  private static final Set<String> KNOWN = known();

  private final IsolatedLaunch launch;

  public ExecDriver(IsolatedLaunch launch) {
    this.launch = launch;
  }

  private static Set<String> known() {
    Set<String> known = new HashSet<>(IsolationRequest.MEMBERS);
    known.addAll(Set.of("command", "args"));
    return Set.copyOf(known);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public DriverInfo fingerprint() {
    return launch.impediment().orElseGet(() -> launch.healthy(Map.of("driver.exec", "true")));
  }

  @Override
  public Map<String, String> nodeAttributes() {
    return launch.impediment().isEmpty() ? Map.of("driver.exec", "1") : Map.of();
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
    read.command();
    IsolationRequest.read(read);
  }

  @Override
  public RunningTask start(RunRecord run, TaskStart start) throws StartFailed {
    try {
      TaskConfig config = new TaskConfig(start.config(), KNOWN);
      return launch.start(NAME, run, start, config.command(), IsolationRequest.read(config));
    } catch (ConfigRejected wrong) {
      throw new StartFailed(wrong.getMessage(), false);
    }
  }

  @Override
  public Optional<RunningTask> recover(RunRecord run, TaskStart start) {
    return launch.recover(run);
  }
}
