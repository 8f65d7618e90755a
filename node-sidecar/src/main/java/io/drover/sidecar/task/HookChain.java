package io.drover.sidecar.task;

import io.drover.sidecar.task.hook.TaskContext;
import io.drover.sidecar.task.hook.TaskHook;
import io.drover.sidecar.task.hook.TaskHook.HookFailed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The hooks of one task, in their order. They run on the task's thread; {@link #interrupt} gets
 * that thread out of a hook that waits.
 */
final class HookChain {

  private static final Logger LOG = Logger.getLogger(HookChain.class);

  private final List<TaskHook> hooks;
  private final List<Map<String, String>> environments = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread busy;
  private boolean stopped;

  HookChain(List<TaskHook> hooks) {
    this.hooks = List.copyOf(hooks);
    this.hooks.forEach(hook -> environments.add(new LinkedHashMap<>()));
  }

  /** Makes a hook's context from where its variables go. */
  interface Contexts extends Function<Consumer<Map<String, String>>, TaskContext> {}

  /** A hook could not do its part. */
  static final class Failed extends Exception {

    private static final long serialVersionUID = 1;

    private final String hook;
    private final HookFailed failure;

    Failed(String hook, HookFailed failure) {
      super(failure);
      this.hook = hook;
      this.failure = failure;
    }

    String hook() {
      return hook;
    }

    HookFailed failure() {
      return failure;
    }
  }

  /** What a start needs before it; the first failure ends it. */
  void prestart(Contexts contexts) throws Failed, InterruptedException {
    enter();
    try {
      for (int i = 0; i < hooks.size(); i++) {
        prestart(hooks.get(i), contexts.apply(fresh(i)));
      }
    } finally {
      leave();
    }
  }

  private static void prestart(TaskHook hook, TaskContext context)
      throws Failed, InterruptedException {
    try {
      hook.prestart(context);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    } catch (HookFailed failure) {
      throw new Failed(hook.name(), failure);
    } catch (RuntimeException bug) {
      LOG.errorf(bug, "hook %s of task %s", hook.name(), context.task().name());
      throw new Failed(hook.name(), new HookFailed("internal error: " + bug, false, bug));
    }
  }

  private Consumer<Map<String, String>> fresh(int hook) {
    lock.lock();
    try {
      environments.get(hook).clear();
    } finally {
      lock.unlock();
    }
    return variables -> add(hook, variables);
  }

  private void add(int hook, Map<String, String> variables) {
    lock.lock();
    try {
      environments.get(hook).putAll(variables);
    } finally {
      lock.unlock();
    }
  }

  /** What hooks have added, later ones over earlier ones. */
  Map<String, String> environment() {
    lock.lock();
    try {
      Map<String, String> all = new LinkedHashMap<>();
      environments.forEach(all::putAll);
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** The task runs. */
  void poststart(Contexts contexts) throws InterruptedException {
    enter();
    try {
      for (int i = 0; i < hooks.size(); i++) {
        int number = i;
        TaskContext context = contexts.apply(variables -> add(number, variables));
        try {
          hooks.get(i).poststart(context);
        } catch (RuntimeException bug) {
          LOG.errorf(bug, "hook %s of task %s", hooks.get(i).name(), context.task().name());
        }
      }
    } finally {
      leave();
    }
  }

  /** Ends them, once. */
  void stop(Contexts contexts) {
    lock.lock();
    try {
      if (stopped) {
        return;
      }
      stopped = true;
    } finally {
      lock.unlock();
    }
    for (TaskHook hook : hooks) {
      try {
        hook.stop(contexts.apply(variables -> {}));
      } catch (RuntimeException bug) {
        LOG.errorf(bug, "ending hook %s", hook.name());
      }
    }
  }

  private void enter() {
    lock.lock();
    try {
      busy = Thread.currentThread();
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      busy = null;
      // An interrupt was meant for the hook, and it came too late for it.
      Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the hook that runs, if one does. */
  void interrupt() {
    lock.lock();
    try {
      if (busy != null) {
        busy.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }
}
