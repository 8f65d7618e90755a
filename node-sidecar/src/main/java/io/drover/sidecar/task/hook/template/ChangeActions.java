package io.drover.sidecar.task.hook.template;

import io.drover.contract.model.ChangeScript;
import io.drover.contract.model.Template;
import io.drover.sidecar.executor.ExecResult;
import io.drover.sidecar.task.hook.TaskHook.Control;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedSet;
import java.util.TreeSet;

/** What is done to a task whose templates have changed: one thing for all of them together. */
final class ChangeActions {

  private static final String MODE_RESTART = "restart";
  private static final String MODE_SIGNAL = "signal";
  private static final String MODE_SCRIPT = "script";

  private final Control control;

  ChangeActions(Control control) {
    this.control = control;
  }

  static boolean needed(List<Template> changed) {
    return changed.stream()
        .anyMatch(
            each -> List.of(MODE_RESTART, MODE_SIGNAL, MODE_SCRIPT).contains(each.changeMode()));
  }

  /** The longest splay of those that ask for something. */
  static Duration splay(List<Template> changed) {
    return changed.stream()
        .filter(each -> needed(List.of(each)))
        .map(Template::splay)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** Does it. A restart makes everything else needless. */
  void apply(List<Template> changed) throws InterruptedException {
    if (changed.stream().anyMatch(each -> each.changeMode().equals(MODE_RESTART))) {
      control.restart("Template with change_mode restart re-rendered");
      return;
    }
    SequencedSet<String> signals = new TreeSet<>();
    for (Template template : changed) {
      if (template.changeMode().equals(MODE_SIGNAL)) {
        signals.add(template.changeSignal());
      }
    }
    for (String signal : signals) {
      try {
        control.signal(signal, "Template re-rendered");
      } catch (IOException failure) {
        control.kill("Template failed to send signals " + signals + ": " + failure.getMessage());
        return;
      }
    }
    for (Template template : changed) {
      ChangeScript script = template.changeScript();
      if (template.changeMode().equals(MODE_SCRIPT) && script != null) {
        run(script);
      }
    }
  }

  private void run(ChangeScript script) throws InterruptedException {
    List<String> command =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(script.command()), script.args().stream())
            .toList();
    String what = " script " + script.command() + " with arguments " + shown(script.args());
    try {
      ExecResult result = control.exec(command, script.timeout());
      if (result.deadlineExceeded()) {
        failed(
            script,
            "Template failed to run"
                + what
                + " on change: context deadline exceeded. Exit code: "
                + result.exitCode());
      } else if (result.exitCode() != 0) {
        failed(
            script,
            "Template ran" + what + " on change but it exited with code: " + result.exitCode());
      } else {
        control.event(
            "Task hook message",
            "Template successfully ran"
                + what.replace("arguments ", "arguments: ")
                + ". Exit code: 0");
      }
    } catch (IOException failure) {
      failed(
          script,
          "Template failed to run"
              + what
              + " on change: "
              + failure.getMessage()
              + ". Exit code: 0");
    }
  }

  private static String shown(List<String> args) {
    return "[" + String.join(" ", args) + "]";
  }

  private void failed(ChangeScript script, String message) throws InterruptedException {
    control.event("Task hook failed", message);
    if (script.failOnError()) {
      control.kill("Template script failed, task is being killed");
    }
  }
}
