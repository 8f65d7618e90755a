package io.drover.sidecar.task;

import io.drover.contract.json.GoDuration;
import io.drover.contract.model.TaskEvent;
import io.drover.sidecar.drivers.TaskExit;
import io.drover.sidecar.task.hook.TaskHook.HookFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Events of a task with the types, texts and details of objects.md 4.1. */
final class TaskEvents {

  private static final Map<String, String> NO_DETAILS = Map.of();

  private TaskEvents() {}

  private static TaskEvent event(
      Instant at, String type, String message, String display, Map<String, String> details) {
    return new TaskEvent(type, nanos(at), message, display, details, false, 0, 0, "", 0, "");
  }

  private static long nanos(Instant at) {
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
  }

  static TaskEvent received(Instant at) {
    return event(at, "Received", "", "Task received by client", NO_DETAILS);
  }

  static TaskEvent setup(Instant at) {
    String text = "Building Task Directory";
    return event(at, "Task Setup", text, text, Map.of("message", text));
  }

  static TaskEvent setupFailure(Instant at, String error) {
    return event(at, "Setup Failure", "", error, Map.of("setup_error", error));
  }

  static TaskEvent failedValidation(Instant at, String error) {
    return event(at, "Failed Validation", "", error, Map.of("validation_error", error));
  }

  static TaskEvent driverFailure(Instant at, String error) {
    return event(at, "Driver Failure", "", error, Map.of("driver_error", error));
  }

  static TaskEvent started(Instant at) {
    return event(at, "Started", "", "Task started by client", NO_DETAILS);
  }

  static TaskEvent failedRestoring(Instant at, String message) {
    return event(at, "Failed Restoring Task", message, message, Map.of("message", message));
  }

  static TaskEvent terminated(Instant at, TaskExit exit) {
    StringBuilder display = new StringBuilder("Exit Code: ").append(exit.code());
    Map<String, String> details = new TreeMap<>();
    details.put("exit_code", Integer.toString(exit.code()));
    details.put("signal", Integer.toString(exit.signal()));
    details.put("oom_killed", Boolean.toString(exit.oomKilled()));
    if (exit.signal() != 0) {
      display.append(", Signal: ").append(exit.signal());
    }
    if (!exit.message().isEmpty()) {
      display.append(", Exit Message: \"").append(exit.message()).append('"');
      details.put("exit_message", exit.message());
    }
    return new TaskEvent(
        "Terminated",
        nanos(at),
        exit.message(),
        display.toString(),
        details,
        false,
        exit.code(),
        exit.signal(),
        "",
        0,
        "");
  }

  static TaskEvent restarting(Instant at, Duration delay, String reason) {
    boolean plain = reason.isEmpty() || reason.equals("Restart within policy");
    return new TaskEvent(
        "Restarting",
        nanos(at),
        "",
        (plain ? "" : reason + " - ") + "Task restarting in " + GoDuration.format(delay),
        Map.of("restart_reason", reason, "start_delay", Long.toString(delay.toNanos())),
        false,
        0,
        0,
        "",
        delay.toNanos(),
        reason);
  }

  static TaskEvent notRestarting(Instant at, String reason) {
    return new TaskEvent(
        "Not Restarting",
        nanos(at),
        "",
        reason,
        Map.of("restart_reason", reason, "fails_task", "true"),
        true,
        0,
        0,
        "",
        0,
        reason);
  }

  static TaskEvent killing(Instant at, Duration timeout) {
    String text = GoDuration.format(timeout);
    return event(
        at,
        "Killing",
        "",
        "Sent interrupt. Waiting " + text + " before force killing",
        Map.of("kill_timeout", text));
  }

  static TaskEvent killed(Instant at, String error) {
    return error.isEmpty()
        ? event(at, "Killed", "", "Task successfully killed", NO_DETAILS)
        : event(at, "Killed", "", error, Map.of("kill_error", error));
  }

  static TaskEvent shutdownDelay(Instant at, Duration delay) {
    String text =
        "Waiting for shutdown_delay of " + GoDuration.format(delay) + " before killing the task.";
    return event(at, "Waiting for shutdown delay", "", text, NO_DETAILS);
  }

  static TaskEvent siblingFailed(Instant at, String sibling) {
    return event(
        at,
        "Sibling Task Failed",
        "",
        "Task's sibling \"" + sibling + "\" failed",
        Map.of("failed_sibling", sibling));
  }

  static TaskEvent leaderDead(Instant at) {
    return event(at, "Leader Task Dead", "", "Leader Task in Group dead", NO_DETAILS);
  }

  static TaskEvent mainDead(Instant at) {
    return event(at, "Main Tasks Dead", "", "Main tasks in the group died", NO_DETAILS);
  }

  static TaskEvent unhealthy(Instant at, String reason) {
    return event(at, "Alloc Unhealthy", reason, reason, Map.of("message", reason));
  }

  static TaskEvent hookFailed(Instant at, String hook, HookFailed failed) {
    String error = failed.getMessage();
    return switch (failed.kind()) {
      case HOOK -> message(at, "Task hook failed", hook + ": " + error);
      case SETUP -> setupFailure(at, error);
      case DOWNLOAD ->
          event(at, "Failed Artifact Download", "", error, Map.of("download_error", error));
    };
  }

  static TaskEvent message(Instant at, String type, String text) {
    return event(at, type, text, text, Map.of("message", text));
  }

  static TaskEvent other(Instant at, String type, String text) {
    return event(at, type, "", text, NO_DETAILS);
  }

  static TaskEvent driver(Instant at, String text) {
    return event(at, "Driver", "", text, Map.of("driver_message", text));
  }

  static TaskEvent signaling(Instant at, String signal) {
    return event(at, "Signaling", "", "Task being sent a signal", Map.of("signal", signal));
  }

  static TaskEvent signalByHook(Instant at, String signal, String reason) {
    return event(at, "Signaling", "", reason, Map.of("task_signal", signal));
  }

  static TaskEvent restartSignaled(Instant at, String reason) {
    return new TaskEvent(
        "Restart Signaled",
        nanos(at),
        "",
        reason,
        Map.of("restart_reason", reason),
        false,
        0,
        0,
        "",
        0,
        reason);
  }

  static TaskEvent restartByHook(Instant at, String reason) {
    return event(at, "Restart Signaled", "", reason, NO_DETAILS);
  }

  static TaskEvent killingByHook(Instant at, String reason) {
    return new TaskEvent(
        "Killing", nanos(at), "", reason, Map.of("fails_task", "true"), true, 0, 0, "", 0, "");
  }
}
