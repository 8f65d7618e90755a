package io.drover.sidecar.task;

import io.drover.contract.model.Service;
import io.drover.contract.model.ServiceCheck;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskPhase;
import io.drover.contract.model.TaskState;
import io.drover.sidecar.task.check.AllocChecks;
import io.drover.sidecar.task.check.DeclaredCheck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/** The checks of a group's services, and what their results do to its tasks. */
final class GroupChecks implements AllocChecks.Owner {

  private static final Logger LOG = Logger.getLogger(GroupChecks.class);
  private static final String PROVIDER = "nomad";

  private final NodeServices node;
  private final Supplier<TaskGroupView> view;
  private final AllocDir directory;
  private final Map<String, TaskRunner> tasks;
  private final Runnable changed;
  private final AllocChecks checks;

  /**
   * @param changed called, on any thread, when what passed fails or the other way round
   */
  GroupChecks(
      NodeServices node,
      Supplier<TaskGroupView> view,
      AllocDir directory,
      Map<String, TaskRunner> tasks,
      Runnable changed) {
    this.node = node;
    this.view = view;
    this.directory = directory;
    this.tasks = tasks;
    this.changed = changed;
    this.checks = new AllocChecks(node.checks(), node.clock(), this);
  }

  /** Runs what the group declares now. */
  void observe() {
    checks.observe(view.get().alloc(), declared());
  }

  void end() {
    checks.end();
  }

  AllocChecks results() {
    return checks;
  }

  private List<DeclaredCheck> declared() {
    TaskGroupView now = view.get();
    List<DeclaredCheck> declared = new ArrayList<>();
    if (hasChecks(now.group().services())) {
      NodeFacts facts = node.facts().get();
      Interpolation values =
          Interpolation.of(facts.node()).with(Map.of("node.region", facts.region()));
      add(declared, now, "", now.group().services(), values::apply);
    }
    for (Task task : now.group().tasks()) {
      if (hasChecks(task.services())) {
        add(
            declared,
            now,
            task.name(),
            task.services(),
            new TaskLaunch(node, now, directory, task).hostInterpolation());
      }
    }
    return declared;
  }

  private static boolean hasChecks(List<Service> services) {
    return services.stream()
        .anyMatch(service -> service.provider().equals(PROVIDER) && !service.checks().isEmpty());
  }

  private static void add(
      List<DeclaredCheck> declared,
      TaskGroupView view,
      String task,
      List<Service> services,
      UnaryOperator<String> values) {
    for (Service service : services) {
      if (service.provider().equals(PROVIDER)) {
        Service applied =
            service
                .withName(values.apply(service.name()))
                .withPortLabel(values.apply(service.portLabel()))
                .withAddress(values.apply(service.address()));
        for (ServiceCheck check : service.checks()) {
          declared.add(DeclaredCheck.of(view.alloc(), task, applied, check, apply(check, values)));
        }
      }
    }
  }

  private static ServiceCheck apply(ServiceCheck check, UnaryOperator<String> values) {
    Map<String, List<String>> header = new LinkedHashMap<>();
    check
        .header()
        .forEach(
            (name, texts) -> header.put(values.apply(name), texts.stream().map(values).toList()));
    return check
        .withName(values.apply(check.name()))
        .withPath(values.apply(check.path()))
        .withPortLabel(values.apply(check.portLabel()))
        .withProtocol(values.apply(check.protocol()))
        .withMethod(values.apply(check.method()))
        .withBody(values.apply(check.body()))
        .withHeader(header);
  }

  @Override
  public Optional<Instant> runningSince(String task) {
    return tasks.values().stream()
        .filter(runner -> task.isEmpty() || runner.name().equals(task))
        .map(TaskRunner::state)
        .filter(state -> state.state() == TaskPhase.RUNNING)
        .map(TaskState::startedAt)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder());
  }

  @Override
  public void restart(String task, String reason) {
    for (TaskRunner runner : tasks.values()) {
      if ((task.isEmpty() || runner.name().equals(task)) && runner.running().isPresent()) {
        Thread.ofVirtual()
            .name("check restart " + runner.name())
            .start(() -> failRun(runner, reason));
      }
    }
  }

  private void failRun(TaskRunner runner, String reason) {
    try {
      runner.stopper().failRun(TaskEvents.restartSignaled(node.clock().instant(), reason));
    } catch (InterruptedException stopping) {
      LOG.debugf("task %s is left to the next sidecar", runner.name());
    }
  }

  @Override
  public void changed() {
    changed.run();
  }
}
