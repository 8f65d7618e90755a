package io.drover.sidecar.oci;

import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.spawn.LaunchFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns a command into what the runtime reads. */
final class SpecBuilder {

  // What shows or changes the whole host, kept from tasks as every OCI runtime does.
  private static final List<String> MASKED =
      List.of(
          "/proc/acpi",
          "/proc/asound",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/sys/firmware",
          "/sys/devices/virtual/powercap");
  private static final List<String> READONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
  private static final List<Spec.Mount> KERNEL_MOUNTS =
      List.of(
          new Spec.Mount("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev")),
          new Spec.Mount(
              "/dev",
              "tmpfs",
              "tmpfs",
              List.of("nosuid", "strictatime", "mode=755", "size=65536k")),
          new Spec.Mount(
              "/dev/pts",
              "devpts",
              "devpts",
              List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5")),
          new Spec.Mount(
              "/dev/shm",
              "tmpfs",
              "shm",
              List.of("nosuid", "noexec", "nodev", "mode=1777", "size=65536k")),
          new Spec.Mount("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")),
          new Spec.Mount("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", "ro")));

  private final boolean recursiveReadonly;

  /**
   * @param recursiveReadonly whether the runtime and kernel can make what is mounted below a mount
   *     read-only as well
   */
  SpecBuilder(boolean recursiveReadonly) {
    this.recursiveReadonly = recursiveReadonly;
  }

  /** The task's file system, for looking into it. */
  static TaskRoot root(ExecCommand command) {
    Map<String, Path> mounts = new TreeMap<>();
    present(command.chroot()).forEach((host, inside) -> mounts.put(inside, Path.of(host)));
    command.mounts().forEach(mount -> mounts.put(mount.taskPath(), mount.hostPath()));
    return new TaskRoot(command.taskDirectory(), mounts);
  }

  private static Map<String, String> present(Map<String, String> chroot) {
    Map<String, String> present = new TreeMap<>(chroot);
    present.keySet().removeIf(host -> !Files.exists(Path.of(host)));
    return present;
  }

  Spec build(ExecCommand command, String cgroupsPath) throws LaunchFailed {
    List<String> args = new ArrayList<>();
    args.add(root(command).program(command.cmd()));
    args.addAll(command.args());
    List<Spec.Device> devices = new ArrayList<>();
    List<Spec.DeviceRule> rules = new ArrayList<>(List.of(Spec.DeviceRule.DENY_ALL));
    for (ExecCommand.Device device : command.devices()) {
      HostDevice found = HostDevice.of(device);
      devices.add(found.at(device.taskPath()));
      rules.add(found.rule(device.permissions()));
    }
    return new Spec(
        Spec.VERSION,
        process(command, args, false),
        new Spec.Root(command.taskDirectory().toString(), false),
        mounts(command),
        new Spec.Linux(
            cgroupsPath,
            namespaces(command),
            propagation(command),
            new Spec.Resources(rules),
            devices,
            MASKED,
            READONLY));
  }

  static Spec.Process process(ExecCommand command, List<String> args, boolean terminal)
      throws LaunchFailed {
    TaskUser user = TaskUser.find(command.user());
    List<String> environment = new ArrayList<>();
    new TreeMap<>(command.environment())
        .forEach((name, value) -> environment.add(name + "=" + value));
    return new Spec.Process(
        terminal,
        new Spec.User(user.uid(), user.gid(), user.groups()),
        args,
        environment,
        command.workDirectory().isEmpty() ? "/" : command.workDirectory(),
        Spec.Capabilities.all(command.capabilities()),
        true,
        protectedFromOom() ? 0 : null);
  }

  /** A sidecar that the kernel spares when memory is short must not make its tasks so. */
  private static boolean protectedFromOom() {
    try {
      return Files.readString(Path.of("/proc/self/oom_score_adj")).startsWith("-");
    } catch (IOException unknown) {
      return false;
    }
  }

  private static List<Spec.Namespace> namespaces(ExecCommand command) throws LaunchFailed {
    List<Spec.Namespace> namespaces = new ArrayList<>();
    namespaces.add(new Spec.Namespace("mount", null));
    if (isPrivate("pid_mode", command.modePid())) {
      namespaces.add(new Spec.Namespace("pid", null));
    }
    if (isPrivate("ipc_mode", command.modeIpc())) {
      namespaces.add(new Spec.Namespace("ipc", null));
    }
    String network = command.network().path();
    if (!network.isEmpty()) {
      namespaces.add(new Spec.Namespace("network", network));
    } else if (command.network().mode().equals("none")) {
      namespaces.add(new Spec.Namespace("network", null));
    }
    return namespaces;
  }

  private static boolean isPrivate(String name, String mode) throws LaunchFailed {
    return switch (mode) {
      case "private" -> true;
      case "host" -> false;
      default ->
          throw new LaunchFailed(name + " must be \"private\" or \"host\", got \"" + mode + "\"");
    };
  }

  private List<Spec.Mount> mounts(ExecCommand command) throws LaunchFailed {
    List<Spec.Mount> mounts = new ArrayList<>();
    present(command.chroot())
        .forEach((host, inside) -> mounts.add(bind(inside, host, true, "rprivate")));
    mounts.addAll(KERNEL_MOUNTS);
    for (ExecCommand.Mount mount : command.mounts()) {
      mounts.add(
          bind(
              mount.taskPath(),
              mount.hostPath().toString(),
              mount.readonly(),
              Propagation.option(mount)));
    }
    return mounts;
  }

  private Spec.Mount bind(String inside, String host, boolean readonly, String propagation) {
    List<String> options = new ArrayList<>(List.of("rbind", propagation));
    options.add(readonly ? "ro" : "rw");
    if (readonly && recursiveReadonly) {
      options.add("rro");
    }
    return new Spec.Mount(inside, "bind", host, options);
  }

  /**
   * What is unmounted on the host must not stay alive in a task; one mount may go the other way.
   */
  private static String propagation(ExecCommand command) {
    return command.mounts().stream().anyMatch(Propagation::reachesHost) ? "rshared" : "rslave";
  }
}
