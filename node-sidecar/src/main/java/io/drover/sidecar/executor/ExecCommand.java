package io.drover.sidecar.executor;

import io.drover.sidecar.cgroup.Limits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to launch.
 *
 * @param cmd a name or path, looked up in the task's directory, then on the host
 * @param limits enforced when {@code resourceLimits} is set; otherwise only the shares are
 * @param stdout a file that exists, a FIFO, or /dev/null
 * @param environment all of it; nothing of the sidecar's own is added
 * @param user name or number; empty for the sidecar's own
 * @param taskDirectory the task's own, absolute; the root of an isolated task
 * @param workDirectory inside the task's root; empty for the task's directory
 * @param modePid private or host
 * @param modeIpc private or host
 * @param capabilities of an isolated task, such as CAP_CHOWN
 * @param isolated has a root of its own, through an OCI runtime
 * @param chroot of an isolated task: path on the host to path in the task, read-only
 */
public record ExecCommand(
    String cmd,
    List<String> args,
    Limits limits,
    Path stdout,
    Path stderr,
    Map<String, String> environment,
    String user,
    Path taskDirectory,
    String workDirectory,
    boolean resourceLimits,
    boolean noPivotRoot,
    List<Mount> mounts,
    List<Device> devices,
    NetworkIsolation network,
    String modePid,
    String modeIpc,
    List<String> capabilities,
    boolean isolated,
    Map<String, String> chroot) {

  /** Stands for a command that is not known any more. */
  static final ExecCommand NOTHING =
      new ExecCommand(
          "",
          List.of(),
          Limits.NONE,
          Path.of("/dev/null"),
          Path.of("/dev/null"),
          Map.of(),
          "",
          Path.of("/"),
          "",
          false,
          false,
          List.of(),
          List.of(),
          NetworkIsolation.HOST,
          "",
          "",
          List.of(),
          false,
          Map.of());

  /**
   * A directory or file of the host inside the task.
   *
   * @param propagation private, host-to-task or bidirectional
   */
  public record Mount(String taskPath, Path hostPath, boolean readonly, String propagation) {}

  /**
   * A device of the host inside the task.
   *
   * @param permissions of r, w and m
   */
  public record Device(String taskPath, Path hostPath, String permissions) {}

  /**
   * The network a task lives in.
   *
   * @param mode host, none, group or task
   * @param path of the network namespace; empty for the host's
   */
  public record NetworkIsolation(String mode, String path, Map<String, String> labels) {

    /** The host's own. */
    public static final NetworkIsolation HOST = new NetworkIsolation("host", "", Map.of());
  }
}
