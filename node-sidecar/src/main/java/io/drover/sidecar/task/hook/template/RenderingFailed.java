package io.drover.sidecar.task.hook.template;

/** A template of a task failed, and with it the task. */
final class RenderingFailed extends Exception {

  private static final long serialVersionUID = 1;

  RenderingFailed(String message) {
    super(message);
  }
}
