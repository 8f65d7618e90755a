package io.drover.command.job;

import io.drover.contract.model.Constraint;
import io.drover.contract.model.Service;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.Template;
import io.drover.contract.model.VaultConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Constraints that follow from what a group uses; they are appended to its own. Source:
 * semantics.md 1.2.
 */
final class ImpliedConstraints {

  private static final Constraint VAULT =
      new Constraint("${attr.vault.version}", ">= 0.6.1", "semver");
  private static final Constraint DISCOVERY =
      new Constraint("${attr.nomad.service_discovery}", "true", "=");
  private static final Constraint CHECKS =
      new Constraint("${attr.nomad.version}", ">= 1.4.0", "semver");
  private static final Constraint CONSUL =
      new Constraint("${attr.consul.version}", ">= 1.7.0", "semver");

  private ImpliedConstraints() {}

  static TaskGroup added(TaskGroup group) {
    List<Constraint> all = new ArrayList<>(group.constraints());
    if (group.tasks().stream().anyMatch(task -> task.vault() != null)) {
      addUnlessTargeted(all, VAULT);
    }
    TreeSet<String> signals = signals(group);
    if (!signals.isEmpty()) {
      addUnlessPresent(
          all, new Constraint("${attr.os.signals}", String.join(",", signals), "set_contains"));
    }
    List<Service> services = services(group).toList();
    if (services.stream().anyMatch(s -> s.provider().equals("nomad"))) {
      addUnlessPresent(all, DISCOVERY);
    }
    if (services.stream().anyMatch(s -> s.provider().equals("nomad") && !s.checks().isEmpty())) {
      addUnlessPresent(all, CHECKS);
    }
    if (services.stream().anyMatch(s -> s.provider().equals("consul"))) {
      addUnlessTargeted(all, CONSUL);
    }
    return all.size() == group.constraints().size() ? group : group.withConstraints(all);
  }

  private static Stream<Service> services(TaskGroup group) {
    return Stream.concat(
        group.services().stream(), group.tasks().stream().flatMap(t -> t.services().stream()));
  }

  private static TreeSet<String> signals(TaskGroup group) {
    TreeSet<String> signals = new TreeSet<>();
    for (Task task : group.tasks()) {
      VaultConfig vault = task.vault();
      if (vault != null && vault.changeMode().equals("signal")) {
        signals.add(vault.changeSignal());
      }
      if (!task.killSignal().isEmpty()) {
        signals.add(task.killSignal());
      }
      for (Template template : task.templates()) {
        if (template.changeMode().equals("signal")) {
          signals.add(template.changeSignal());
        }
      }
    }
    return signals;
  }

  private static void addUnlessTargeted(List<Constraint> all, Constraint implied) {
    if (all.stream().noneMatch(c -> c.lTarget().equals(implied.lTarget()))) {
      all.add(implied);
    }
  }

  private static void addUnlessPresent(List<Constraint> all, Constraint implied) {
    if (!all.contains(implied)) {
      all.add(implied);
    }
  }
}
