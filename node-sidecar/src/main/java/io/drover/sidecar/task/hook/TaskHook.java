package io.drover.sidecar.task.hook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A step around the runs of one task. One instance belongs to one task; its methods are called by
 * the task's own thread, one after another. Nothing of it survives the sidecar but what it put into
 * the task's directories, so {@link #prestart} must find its own work done.
 */
public interface TaskHook {

  /** Its name, for messages. */
  String name();

  /**
   * Before each start of the task, recovery by a new sidecar included.
   *
   * @throws HookFailed the task does not start; recoverable failures count as failed starts
   */
  void prestart(TaskContext task) throws HookFailed, InterruptedException;

  /** The task runs. */
  default void poststart(TaskContext task) throws InterruptedException {}

  /** The task has ended for good, or the sidecar stops: threads and timers end here. */
  default void stop(TaskContext task) {}

  /** A hook could not do its part. */
  final class HookFailed extends Exception {

    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final boolean recoverable;

    /** Recoverable: another try may go better. */
    public HookFailed(String message, boolean recoverable, @Nullable Throwable cause) {
      this(Kind.HOOK, message, recoverable, cause);
    }

    /** With another event than that of a failed hook. */
    public HookFailed(Kind kind, String message, boolean recoverable, @Nullable Throwable cause) {
      super(message, cause);
      this.kind = kind;
      this.recoverable = recoverable;
    }

    /** Which event tells of it. */
    public enum Kind {
      /** Task hook failed, with the hook's name before the message. */
      HOOK,
      /** Setup Failure. */
      SETUP,
      /** Failed Artifact Download. */
      DOWNLOAD
    }

    public Kind kind() {
      return kind;
    }

    public boolean recoverable() {
      return recoverable;
    }
  }

  /**
   * How a hook asks for a change of the running task. Calls may come from any thread. A call that
   * comes from within the hook's own methods does not wait for what it asks for.
   */
  interface Control {

    /** Restarts the task; {@code reason} becomes part of its event. Counts no attempt. */
    void restart(String reason) throws InterruptedException;

    /** Sends a signal, by name. */
    void signal(String signal, String reason) throws java.io.IOException;

    /** Ends the task as failed. */
    void kill(String reason) throws InterruptedException;

    /** Runs a command inside the task to its end. */
    io.drover.sidecar.executor.ExecResult exec(java.util.List<String> command, Duration deadline)
        throws java.io.IOException, InterruptedException;

    /** Adds an event of the task with these Type and DisplayMessage. */
    void event(String type, String message);
  }
}
