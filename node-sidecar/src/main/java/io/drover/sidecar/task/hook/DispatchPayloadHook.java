package io.drover.sidecar.task.hook;

import io.drover.contract.model.DispatchPayload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the payload of a dispatched job to the file that the task names. */
public final class DispatchPayloadHook implements TaskHook {

  private final DoneOnce done;

  public DispatchPayloadHook(DoneOnce done) {
    this.done = done;
  }

  @Override
  public String name() {
    return "dispatch_payload";
  }

  @Override
  public void prestart(TaskContext context) throws HookFailed {
    DispatchPayload wanted = context.task().dispatchPayload();
    byte[] payload = context.job().payload();
    if (wanted == null || wanted.file().isEmpty() || payload == null || payload.length == 0) {
      return;
    }
    if (done.done(wanted.file())) {
      return;
    }
    try {
      Path file = file(context, wanted.file());
      Files.createDirectories(file.getParent());
      InsideDirectory.check(context.taskDirectory(), file);
      Files.write(file, payload);
    } catch (IOException failure) {
      throw new HookFailed(
          "writing the payload to \"" + wanted.file() + "\": " + Failures.text(failure),
          false,
          failure);
    }
    done.mark(wanted.file());
  }

  private static Path file(TaskContext context, String name) throws IOException, HookFailed {
    Path local = context.taskDirectory().resolve("local");
    Path file = local.resolve(relative(context.interpolate().apply(name))).normalize();
    if (!file.startsWith(local) || file.equals(local)) {
      throw new HookFailed(
          "the payload's file \"" + name + "\" escapes the task's local directory", false, null);
    }
    InsideDirectory.check(context.taskDirectory(), file);
    return file;
  }

  private static String relative(String name) {
    return name.startsWith("/") ? name.substring(1) : name;
  }
}
