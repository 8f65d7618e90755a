package io.drover.sidecar.grpc.executor;

import io.drover.contract.executor.v1.Exit;
import io.drover.contract.executor.v1.ProcessState;
import io.drover.contract.executor.v1.Resources;
import io.drover.contract.executor.v1.TaskStatistics;
import io.drover.contract.executor.v1.Usage;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.executor.ProcessExit;
import io.drover.sidecar.executor.Running;
import io.drover.sidecar.executor.SignalScope;
import io.drover.sidecar.spawn.ExitStatus;
import io.drover.sidecar.stats.TaskUsage;
import java.nio.file.Path;
import java.time.Instant;

/** Between the service's messages and the executor's records. */
final class Messages {

  private static final String NOWHERE = "/dev/null";

  private Messages() {}

  static ExecCommand command(io.drover.contract.executor.v1.ExecCommand told) {
    if (!told.getTaskDir().startsWith("/")) {
      throw new IllegalArgumentException(
          "task_dir is not an absolute path: \"" + told.getTaskDir() + "\"");
    }
    return new ExecCommand(
        told.getCmd(),
        told.getArgsList(),
        limits(told.getResources()),
        path("stdout_path", told.getStdoutPath().isEmpty() ? NOWHERE : told.getStdoutPath()),
        path("stderr_path", told.getStderrPath().isEmpty() ? NOWHERE : told.getStderrPath()),
        told.getEnvMap(),
        told.getUser(),
        path("task_dir", told.getTaskDir()),
        told.getWorkDir(),
        told.getResourceLimits(),
        told.getNoPivotRoot(),
        told.getMountsList().stream()
            .map(
                mount ->
                    new ExecCommand.Mount(
                        mount.getTaskPath(),
                        path("host_path", mount.getHostPath()),
                        mount.getReadonly(),
                        mount.getPropagationMode().isEmpty()
                            ? "private"
                            : mount.getPropagationMode()))
            .toList(),
        told.getDevicesList().stream()
            .map(
                device ->
                    new ExecCommand.Device(
                        device.getTaskPath(),
                        path("host_path", device.getHostPath()),
                        device.getPermissions()))
            .toList(),
        new ExecCommand.NetworkIsolation(
            told.getNetworkIsolation().getMode().isEmpty()
                ? "host"
                : told.getNetworkIsolation().getMode(),
            told.getNetworkIsolation().getPath(),
            told.getNetworkIsolation().getLabelsMap()),
        told.getModePid().isEmpty() ? "host" : told.getModePid(),
        told.getModeIpc().isEmpty() ? "host" : told.getModeIpc(),
        told.getCapabilitiesList(),
        told.getIsolated(),
        told.getChrootMap());
  }

  private static Path path(String member, String text) {
    if (text.indexOf('\0') >= 0 || !text.startsWith("/")) {
      throw new IllegalArgumentException(member + " is not an absolute path: \"" + text + "\"");
    }
    return Path.of(text);
  }

  static Limits limits(Resources told) {
    if (told.getCpuShares() < 0
        || told.getMemoryBytes() < 0
        || told.getMemoryMaxBytes() < 0
        || told.getPidsMax() < 0) {
      throw new IllegalArgumentException("resources hold a negative number");
    }
    return new Limits(
        told.getCpuShares(),
        told.getCpuset(),
        told.getMemoryBytes(),
        told.getMemoryMaxBytes(),
        told.getPidsMax());
  }

  static Resources resources(Limits limits) {
    return Resources.newBuilder()
        .setCpuShares(limits.cpuShares())
        .setCpuset(limits.cpuset())
        .setMemoryBytes(limits.memoryBytes())
        .setMemoryMaxBytes(limits.memoryMaxBytes())
        .setPidsMax(limits.pidsMax())
        .build();
  }

  static ProcessState state(Running running) {
    ProcessState.Builder state =
        ProcessState.newBuilder()
            .setId(running.id())
            .setPid(running.pid())
            .setTimeUnixNanos(nanos(Instant.ofEpochMilli(running.startedMillis())));
    ProcessExit exit = running.exit().getNow(null);
    if (exit != null) {
      state.setExit(exit(exit)).setTimeUnixNanos(nanos(exit.at()));
    }
    return state.build();
  }

  private static long nanos(Instant at) {
    return at.getEpochSecond() * 1_000_000_000 + at.getNano();
  }

  private static Exit exit(ProcessExit exit) {
    Exit.Builder told = Exit.newBuilder().setOomKilled(exit.oomKilled());
    switch (exit.status()) {
      case ExitStatus.Exited exited -> told.setExitCode(exited.code());
      case ExitStatus.Signaled signaled ->
          told.setExitCode(128 + signaled.signal()).setSignal(signaled.signal());
      case ExitStatus.Unknown unknown -> told.setUnknown(true).setReason(unknown.reason());
    }
    return told.build();
  }

  static SignalScope scope(io.drover.contract.executor.v1.SignalScope told) {
    return switch (told) {
      case SIGNAL_SCOPE_PROCESS -> SignalScope.PROCESS;
      case SIGNAL_SCOPE_GROUP -> SignalScope.GROUP;
      case SIGNAL_SCOPE_CGROUP -> SignalScope.CGROUP;
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown scope of a signal");
    };
  }

  static TaskStatistics statistics(TaskUsage usage) {
    TaskStatistics.Builder told =
        TaskStatistics.newBuilder()
            .setTimeUnixNanos(usage.unixNanos())
            .setTotal(usage(usage.total()));
    usage.pids().forEach((pid, one) -> told.putPids(pid, usage(one)));
    return told.build();
  }

  private static Usage usage(TaskUsage.Usage usage) {
    return Usage.newBuilder()
        .setRssBytes(usage.rss())
        .setCacheBytes(usage.cache())
        .setSwapBytes(usage.swap())
        .setUsageBytes(usage.usage())
        .setMaxUsageBytes(usage.maxUsage())
        .setKernelUsageBytes(usage.kernelUsage())
        .setSystemPercent(usage.systemPercent())
        .setUserPercent(usage.userPercent())
        .setTotalPercent(usage.totalPercent())
        .setTotalTicks(usage.totalTicks())
        .setThrottledPeriods(usage.throttledPeriods())
        .setThrottledNanos(usage.throttledNanos())
        .addAllMeasured(usage.memoryMeasured())
        .addAllMeasured(usage.cpuMeasured())
        .build();
  }
}
