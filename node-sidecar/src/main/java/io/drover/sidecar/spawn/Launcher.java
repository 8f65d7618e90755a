package io.drover.sidecar.spawn;

import io.drover.sidecar.kernel.Spawn;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Starts processes, and finds them again. Calls may come from any thread. */
public interface Launcher {

  /**
   * Starts a process whose exit is not lost when the sidecar dies; it is in its cgroups, session
   * and directory when this returns.
   *
   * @throws LaunchFailed naming the step that failed; the caller ends what is left in the cgroups
   */
  Launched launch(LaunchSpec spec) throws LaunchFailed;

  /**
   * Starts a process that is a child of the sidecar and ends with whoever asked for it.
   *
   * @param streams its input, output and errors
   * @throws LaunchFailed as above
   */
  Child start(ProcessSpec spec, List<Spawn.Source> streams) throws LaunchFailed;

  /** Takes a process over that an earlier sidecar launched, whether it still runs or has ended. */
  Launched attach(ProcessRef ref);

  /**
   * What a launch that was under way when the sidecar died has led to: the process, if it got that
   * far. Waits a moment for a launch that is still going on.
   *
   * @param bootId of the launch
   */
  Optional<ProcessRef> find(Path pids, Optional<Path> orphan, String bootId);
}
