package io.drover.sidecar.task;

import io.drover.sidecar.task.hook.ValidateHook;

/**
 * What the operator of the node has laid down for all tasks.
 *
 * @param environment which of the sidecar's own variables tasks get
 * @param users which users tasks may not have
 */
public record TaskRules(HostEnvironment environment, ValidateHook.Users users) {

  /** What applies where the configuration says nothing. */
  public static final TaskRules DEFAULTS =
      new TaskRules(HostEnvironment.DEFAULTS, ValidateHook.Users.DEFAULTS);
}
