package io.drover.sidecar.task;

import io.drover.contract.ids.AllocId;

/**
 * Names of runs: they become directory names, so a task's name goes in only as far as it is safe.
 */
final class RunNames {

  private static final int TASK_CHARS_MAX = 64;

  private RunNames() {}

  static String of(AllocId alloc, String task, int number) {
    String safe = task.replaceAll("[^A-Za-z0-9_-]", "_");
    if (safe.length() > TASK_CHARS_MAX) {
      safe = safe.substring(0, TASK_CHARS_MAX);
    }
    // Two names that look alike after this must still differ.
    String tail = safe.equals(task) ? "" : "~" + Integer.toHexString(task.hashCode());
    return alloc.value() + "." + safe + tail + "." + number;
  }
}
