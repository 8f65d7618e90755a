package io.drover.sidecar.task;

import io.drover.contract.model.AllocatedTaskResources;
import io.drover.contract.model.Task;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.drivers.Driver;
import io.drover.sidecar.drivers.TaskStart;
import io.drover.sidecar.executor.ExecCommand;
import io.drover.sidecar.logs.LogCollector;
import io.drover.sidecar.task.hook.TaskContext;
import io.drover.sidecar.task.hook.TaskHook;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one start of a task is made of, as its job stands at that moment. Immutable. */
final class TaskLaunch {

  private final NodeServices node;
  private final TaskGroupView view;
  private final AllocDir directory;
  private final Task task;
  private final TaskEnvironment environment;
  private final Map<String, String> variables;

  TaskLaunch(NodeServices node, TaskGroupView view, AllocDir directory, Task task) {
    this.node = node;
    this.view = view;
    this.directory = directory;
    this.task = task;
    boolean isolated = node.drivers().find(task.driver()).map(Driver::isolated).orElse(false);
    environment =
        new TaskEnvironment(
            node.facts().get(), node.rules().environment(), view, task, directory, isolated);
    variables = environment.build();
  }

  /** For a hook. */
  TaskContext context(Consumer<Map<String, String>> addEnvironment, TaskHook.Control control) {
    return new TaskContext(
        view.alloc(),
        view.job(),
        view.group(),
        task,
        node.facts().get().node(),
        directory.task(task.name()),
        directory.shared(),
        variables,
        environment.hostInterpolation(variables)::apply,
        addEnvironment,
        control);
  }

  /** For the driver. */
  TaskStart start(
      Optional<LogCollector.TaskOutput> output,
      Map<String, String> fromHooks,
      List<ExecCommand.Mount> mounts) {
    Map<String, String> all = new TreeMap<>(variables);
    all.putAll(fromHooks);
    return new TaskStart(
        task,
        environment.interpolation(all).apply(task.config()),
        all,
        directory.task(task.name()),
        directory.shared(),
        output,
        limits(view.given(task.name())),
        mounts);
  }

  /** Replaces references as they are replaced for what is done on the host. */
  UnaryOperator<String> hostInterpolation() {
    return environment.hostInterpolation(variables)::apply;
  }

  static Limits limits(@Nullable AllocatedTaskResources given) {
    if (given == null) {
      return Limits.NONE;
    }
    return new Limits(
        given.cpu().cpuShares(),
        given.cpu().reservedCores().stream().map(String::valueOf).collect(Collectors.joining(",")),
        given.memory().memoryMb() << 20,
        given.memory().memoryMaxMb() << 20,
        0);
  }
}
