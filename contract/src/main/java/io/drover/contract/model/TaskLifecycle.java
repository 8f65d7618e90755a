package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** When a task runs beside the main tasks: prestart, poststart or poststop. */
@RecordBuilder
public record TaskLifecycle(String hook, boolean sidecar) implements TaskLifecycleBuilder.With {

  public TaskLifecycle {
    hook = Copies.text(hook);
  }
}
