package io.drover.sidecar.task;

import io.drover.contract.model.Task;
import io.drover.sidecar.drivers.Driver;
import io.drover.sidecar.drivers.TaskStart;
import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.logs.LogCollector;
import io.drover.sidecar.task.hook.DispatchPayloadHook;
import io.drover.sidecar.task.hook.DoneOnce;
import io.drover.sidecar.task.hook.TaskContext;
import io.drover.sidecar.task.hook.TaskHook;
import io.drover.sidecar.task.hook.ValidateHook;
import io.drover.sidecar.task.hook.VolumesHook;
import io.drover.sidecar.task.hook.artifact.ArtifactsHook;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What stands around a task's runs: its directories, its output, its hooks. Belongs to the task's
 * thread.
 */
final class TaskSetup {

  private static final Logger LOG = Logger.getLogger(TaskSetup.class);
  private static final String DIRECTORIES = "task_dir";

  private final NodeServices node;
  private final TaskRunner.Group group;
  private final String name;
  private final TaskJournal journal;
  private final TaskHook.Control control;
  private volatile HookChain hooks = new HookChain(List.of());
  private volatile List<ExecCommand.Mount> mounts = List.of();
  private Optional<LogCollector.TaskOutput> output = Optional.empty();

  TaskSetup(
      NodeServices node,
      TaskRunner.Group group,
      String name,
      TaskJournal journal,
      TaskHook.Control control) {
    this.node = node;
    this.group = group;
    this.name = name;
    this.journal = journal;
    this.control = control;
  }

  private Task task() {
    return group.view().task(name);
  }

  private boolean isolated() {
    return node.drivers().find(task().driver()).map(Driver::isolated).orElse(false);
  }

  private Optional<String> refusal(String user) {
    return node.drivers().find(task().driver()).flatMap(driver -> driver.refusal(user));
  }

  HookChain hooks() {
    return hooks;
  }

  /** New hooks, for a task that begins its life or begins it anew. */
  void renew() {
    TaskGroupView view = group.view();
    Task task = task();
    List<TaskHook> all = new ArrayList<>();
    all.add(new ValidateHook(this::refusal));
    all.add(new Directories());
    all.add(new DispatchPayloadHook(done("dispatch_payload")));
    all.add(new VolumesHook(isolated(), found -> mounts = found));
    all.add(new ArtifactsHook(node.rules().artifacts(), node.privileged(), done("artifact")));
    all.addAll(node.hooks().hooks(view.alloc(), view.job(), task, journal.record().run() != null));
    hooks = new HookChain(all);
  }

  private DoneOnce done(String prefix) {
    return new DoneOnce() {
      @Override
      public boolean done(String what) {
        return journal.record().done().contains(prefix + ":" + what);
      }

      @Override
      public void mark(String what) {
        journal.set(from -> from.withDone(prefix + ":" + what), false);
      }
    };
  }

  private TaskLaunch launch() {
    return new TaskLaunch(node, group.view(), group.directory(), task());
  }

  /** Runs the hooks that come before a start. */
  void prestart() throws HookChain.Failed, InterruptedException {
    TaskLaunch launch = launch();
    hooks.prestart(add -> launch.context(add, control));
  }

  void poststart() throws InterruptedException {
    TaskLaunch launch = launch();
    hooks.poststart(add -> launch.context(add, control));
  }

  void stopHooks() {
    TaskLaunch launch = launch();
    hooks.stop(add -> launch.context(add, control));
  }

  /** For the driver. */
  TaskStart start() {
    return launch().start(output, hooks.environment(), mounts);
  }

  /** Makes the directories and opens the output; what is there already stays. */
  void directories() throws IOException {
    group.directory().build();
    group.directory().buildTask(name, isolated());
    takeUpOutput();
  }

  private void takeUpOutput() throws IOException {
    Task task = task();
    boolean kept = task.logConfig() == null || !task.logConfig().disabled();
    output =
        kept
            ? Optional.of(
                node.logs()
                    .open(
                        group.view().alloc().id().value(),
                        name,
                        group.directory().logs(),
                        task.logConfig()))
            : Optional.empty();
  }

  /** Opens the output of a task that an earlier sidecar saw end, if it ever began. */
  void takeUp() {
    try {
      if (journal.state().startedAt() != null) {
        takeUpOutput();
      }
    } catch (IOException failure) {
      LOG.errorf("taking up the output of task %s: %s", name, failure.getMessage());
    }
  }

  /** Collects what a run has written. */
  void flush() throws IOException {
    if (output.isPresent()) {
      node.logs().flush(output.get());
    }
  }

  /** The task has ended: its output is whole, and its secrets go. */
  void clearUp() {
    try {
      if (output.isPresent()) {
        node.logs().finish(output.get());
        output = Optional.empty();
      }
      group.directory().unmountTask(name);
    } catch (IOException failure) {
      LOG.errorf("clearing up after task %s: %s", name, failure.getMessage());
    }
  }

  /** The step that makes the directories. */
  private final class Directories implements TaskHook {

    @Override
    public String name() {
      return DIRECTORIES;
    }

    @Override
    public void prestart(TaskContext context) throws HookFailed {
      try {
        if (!journal.record().done().contains(DIRECTORIES)) {
          journal.add(TaskEvents.setup(node.clock().instant()));
        }
        directories();
        journal.set(from -> from.withDone(DIRECTORIES), false);
      } catch (IOException | IllegalArgumentException failure) {
        throw new HookFailed(
            HookFailed.Kind.SETUP,
            "failed to build task directory: " + failure.getMessage(),
            true,
            failure);
      }
    }
  }
}
