package io.drover.sidecar.task.hook;

import io.drover.contract.model.HostVolume;
import io.drover.contract.model.VolumeMount;
import io.drover.contract.model.VolumeRequest;
import io.drover.sidecar.executor.ExecCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the host's directories behind the volumes that a task mounts. */
public final class VolumesHook implements TaskHook {

  private final boolean mountable;
  private final Consumer<List<ExecCommand.Mount>> mounts;

  /**
   * @param mountable whether the task's driver can mount at all
   * @param mounts takes them, for the next start
   */
  public VolumesHook(boolean mountable, Consumer<List<ExecCommand.Mount>> mounts) {
    this.mountable = mountable;
    this.mounts = mounts;
  }

  @Override
  public String name() {
    return "volumes";
  }

  @Override
  public void prestart(TaskContext context) throws HookFailed {
    List<ExecCommand.Mount> found = new ArrayList<>();
    for (VolumeMount mount : context.task().volumeMounts()) {
      found.add(mount(context, mount));
    }
    mounts.accept(found);
  }

  private ExecCommand.Mount mount(TaskContext context, VolumeMount mount) throws HookFailed {
    VolumeRequest request = context.group().volumes().get(mount.volume());
    if (request == null) {
      throw new HookFailed(
          "no volume declaration found for \"" + mount.volume() + "\"", false, null);
    }
    if (!request.type().equals("host")) {
      throw new HookFailed(
          "volume \""
              + mount.volume()
              + "\" has type \""
              + request.type()
              + "\", which this node does not support",
          false,
          null);
    }
    if (!mountable) {
      throw new HookFailed(
          "task driver \"%s\" for \"%s\" does not support host volumes"
              .formatted(context.task().driver(), context.task().name()),
          false,
          null);
    }
    HostVolume volume = volume(context, request);
    Path path = Path.of(volume.path());
    if (!Files.isDirectory(path)) {
      throw new HookFailed(
          "host volume \"" + volume.name() + "\": " + path + " is not a directory", true, null);
    }
    return new ExecCommand.Mount(
        context.interpolate().apply(mount.destination()),
        path,
        volume.readOnly() || request.readOnly() || mount.readOnly(),
        mount.propagationMode().isEmpty() ? "private" : mount.propagationMode());
  }

  private static HostVolume volume(TaskContext context, VolumeRequest request) throws HookFailed {
    String source = source(context, request);
    @Nullable HostVolume volume = context.node().hostVolumes().get(source);
    if (volume == null) {
      throw new HookFailed(
          "failed to find host volume \"" + source + "\" on this node", false, null);
    }
    return volume;
  }

  private static String source(TaskContext context, VolumeRequest request) {
    return request.perAlloc()
        ? request.source() + "[" + context.alloc().index() + "]"
        : request.source();
  }
}
