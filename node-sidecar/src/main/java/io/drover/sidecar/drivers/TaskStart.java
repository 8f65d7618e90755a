package io.drover.sidecar.drivers;

import io.drover.contract.model.Task;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.logs.LogCollector;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a driver needs to start a task.
 *
 * @param config the task's, interpolated
 * @param directory the task's own
 * @param sharedDirectory the allocation's "alloc"
 * @param output nothing when the task's output is thrown away
 * @param mounts volumes of the host that the task asks for
 */
public record TaskStart(
    Task task,
    Map<String, Object> config,
    Map<String, String> environment,
    Path directory,
    Path sharedDirectory,
    Optional<LogCollector.TaskOutput> output,
    Limits limits,
    List<ExecCommand.Mount> mounts) {

  private static final Path NOWHERE = Path.of("/dev/null");

  /** What standard output is appended to. */
  Path stdout() {
    return output.map(both -> both.stdout().spool()).orElse(NOWHERE);
  }

  /** What standard error is appended to. */
  Path stderr() {
    return output.map(both -> both.stderr().spool()).orElse(NOWHERE);
  }
}
