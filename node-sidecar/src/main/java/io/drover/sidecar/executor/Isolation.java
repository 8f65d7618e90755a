package io.drover.sidecar.executor;

import io.drover.sidecar.spawn.LaunchFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What gives an isolated task a root, namespaces, devices and capabilities of its own: an OCI
 * runtime. The executor joins the cgroups, holds the exit and moves the output; this says what is
 * to be run for that.
 */
public interface Isolation {

  /**
   * A launch through a runtime.
   *
   * @param arguments run inside the task's cgroups with the task's output; starts the process
   *     detached, writes its process id to {@code pidFile} and ends
   */
  record Detached(List<String> arguments, Path pidFile) {}

  /** Why isolated tasks cannot be run on this host; nothing when they can. */
  Optional<String> unavailable();

  /**
   * Builds what the runtime needs for a launch.
   *
   * @param directory the executor's for this launch; gone after it is forgotten
   * @throws LaunchFailed naming what is wrong with the command
   */
  Detached prepare(String id, ExecCommand command, Path directory) throws LaunchFailed;

  /**
   * Arguments that run a command inside a launched task and exit with its exit code. With a
   * terminal they are started with one as their input and output.
   */
  List<String> execArguments(
      String id, ExecCommand task, List<String> command, boolean tty, Path directory)
      throws LaunchFailed;

  /**
   * What the runtime told of the launch in that directory that it refused; nothing if it did not.
   */
  default Optional<String> failure(Path directory) {
    return Optional.empty();
  }

  /** The process has ended: takes away what the runtime keeps of it, mounts too. */
  void cleanUp(String id, Path directory) throws IOException;

  /**
   * No task is left, nor will there be one: takes away the root of the tasks' cgroups in the
   * hierarchies that only the runtime used.
   */
  void removeRoots();

  /** Ids that the runtime still knows, from an earlier life. */
  List<String> known() throws IOException;
}
