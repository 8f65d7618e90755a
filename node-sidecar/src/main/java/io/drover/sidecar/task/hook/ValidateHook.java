package io.drover.sidecar.task.hook;

import io.drover.contract.model.Task;
import io.drover.sidecar.kernel.Signals;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Refuses what the operator, or the machine, does not allow, before anything is made. */
public final class ValidateHook implements TaskHook {

  private final Users users;

  public ValidateHook(Users users) {
    this.users = users;
  }

  /**
   * Users that tasks may not have.
   *
   * @param denied by name
   * @param drivers whose tasks are checked
   */
  public record Users(Set<String> denied, Set<String> drivers) {

    /** From lists with commas; what is empty is the default. */
    public static Users of(String denied, String drivers) {
      return new Users(names(denied, "root,Administrator"), names(drivers, "exec,qemu,java"));
    }

    private static Set<String> names(String list, String otherwise) {
      String chosen = list.isBlank() ? otherwise : list.strip();
      return new TreeSet<>(List.of(chosen.split("\\s*,\\s*")));
    }
  }

  @Override
  public String name() {
    return "validate";
  }

  @Override
  public void prestart(TaskContext context) throws HookFailed {
    Task task = context.task();
    if (users.drivers().contains(task.driver()) && users.denied().contains(task.user())) {
      throw new HookFailed("running as user \"" + task.user() + "\" is disallowed", false, null);
    }
    String signal = task.killSignal();
    if (!signal.isEmpty() && Signals.number(signal) == null) {
      throw new HookFailed("unknown kill_signal \"" + signal + "\"", false, null);
    }
  }
}
