package io.drover.sidecar.spawn;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Starts processes whose exit is not lost when the sidecar dies, and finds them again. Calls may
 * come from any thread.
 */
public interface Launcher {

  /**
   * Starts a process; it is in its cgroups, session and directory when this returns.
   *
   * @throws LaunchFailed naming the step that failed
   */
  Launched launch(LaunchSpec spec) throws LaunchFailed;

  /** Takes a process over that an earlier sidecar launched, whether it still runs or has ended. */
  Launched attach(ProcessRef ref);

  /**
   * What a launch that was under way when the sidecar died has led to: the process, if it got that
   * far. Waits a moment for a launch that is still going on.
   */
  Optional<ProcessRef> find(Path pidFile);
}
