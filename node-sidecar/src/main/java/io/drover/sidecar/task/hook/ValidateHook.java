package io.drover.sidecar.task.hook;

import io.drover.contract.model.Task;
import io.drover.sidecar.kernel.Signals;
import java.util.Optional;
import java.util.function.Function;

/** Refuses what the operator, or the machine, does not allow, before anything is made. */
public final class ValidateHook implements TaskHook {

  private final Function<String, Optional<String>> refusal;

  /**
   * @param refusal why a task of this driver may not have a user; nothing when it may
   */
  public ValidateHook(Function<String, Optional<String>> refusal) {
    this.refusal = refusal;
  }

  @Override
  public String name() {
    return "validate";
  }

  @Override
  public void prestart(TaskContext context) throws HookFailed {
    Task task = context.task();
    Optional<String> refused = refusal.apply(task.user());
    if (refused.isPresent()) {
      throw new HookFailed(refused.get(), false, null);
    }
    String signal = task.killSignal();
    if (!signal.isEmpty() && Signals.number(signal) == null) {
      throw new HookFailed("unknown kill_signal \"" + signal + "\"", false, null);
    }
  }
}
