package io.drover.command.job;

import io.drover.contract.api.Job;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Decides whether a canonical job may be registered. Pure and thread-safe. Errors and warnings come
 * in the order, and with the words, that clients of the API know. Source: semantics.md 1.1, 1.3.
 */
public final class JobValidator {

  /** The greatest count of a group. */
  public static final int COUNT_MAX = GroupRules.COUNT_MAX;

  private JobValidator() {}

  private static final String VAULT_OFF = "Vault not enabled but used in the job";

  /** What speaks against a job where Vault is not used; empty for nothing. */
  public static String withoutVault(JobSpec spec) {
    return tasks(spec).stream().anyMatch(task -> task.vault() != null) ? VAULT_OFF : "";
  }

  /** The verdict on a job that shows no token of Vault. */
  public static JobVerdict validate(Job asked, JobSpec spec, ClusterFacts facts) {
    return validate(asked, spec, facts, facts.vault() ? "" : withoutVault(spec));
  }

  /**
   * The verdict on a job.
   *
   * @param asked the request, for what the canonical form cannot hold: a type that does not exist
   * @param spec what {@link JobCanonicalizer} made of the request
   * @param vaultProblem what speaks against its use of Vault; empty for nothing
   */
  public static JobVerdict validate(
      Job asked, JobSpec spec, ClusterFacts facts, String vaultProblem) {
    Problems errors = new Problems();
    exposedChecks(spec, errors);
    errors.addIf(!vaultProblem.isEmpty(), vaultProblem);
    namespace(spec, facts, errors);
    errors.addIf(
        !facts.nodePoolExists(),
        "job " + Quote.of(spec.id()) + " is in nonexistent node pool " + Quote.of(spec.nodePool()));
    String type = Unset.or(asked.type(), spec.type().word());
    errors.addAll(JobRules.check(spec, type));
    errors.addIf(type.equals(JobRules.CORE), "job type cannot be core");
    errors.addIf(spec.payload() != null, "job can't be submitted with a payload, only dispatched");
    errors.addIf(
        spec.priority() < 1 || spec.priority() > facts.priorityMax(),
        "job priority must be between [1, " + facts.priorityMax() + "]");

    List<String> warnings = new ArrayList<>(JobWarnings.of(spec));
    if (!facts.memoryOversubscription()) {
      ignoredMemory(spec, warnings);
    }
    return new JobVerdict(errors.list(), warnings);
  }

  private static List<Task> tasks(JobSpec spec) {
    return spec.taskGroups().stream().flatMap(group -> group.tasks().stream()).toList();
  }

  private static void exposedChecks(JobSpec spec, Problems errors) {
    for (TaskGroup group : spec.taskGroups()) {
      boolean exposes =
          group.services().stream().anyMatch(s -> s.checks().stream().anyMatch(c -> c.expose()));
      boolean bridge =
          !group.networks().isEmpty() && group.networks().getFirst().mode().equals("bridge");
      errors.addIf(
          exposes && !bridge,
          "group "
              + Quote.of(group.name())
              + " must use bridge network for exposing service check(s)");
    }
  }

  private static void namespace(JobSpec spec, ClusterFacts facts, Problems errors) {
    String namespace = Quote.of(spec.namespace());
    if (!facts.namespaceExists()) {
      errors.add("job " + Quote.of(spec.id()) + " is in nonexistent namespace " + namespace);
      return;
    }
    LinkedHashSet<String> refused = new LinkedHashSet<>();
    for (Task task : tasks(spec)) {
      boolean allowed =
          facts.driversAllowed().isEmpty() || facts.driversAllowed().contains(task.driver());
      if (!allowed || facts.driversDenied().contains(task.driver())) {
        refused.add(task.driver());
      }
    }
    if (refused.size() == 1) {
      errors.add(
          "used task driver "
              + Quote.of(refused.getFirst())
              + " is not allowed in namespace "
              + namespace);
    } else if (!refused.isEmpty()) {
      errors.add(
          "used task drivers " + Quote.of(refused) + " are not allowed in namespace " + namespace);
    }
  }

  private static void ignoredMemory(JobSpec spec, List<String> warnings) {
    for (TaskGroup group : spec.taskGroups()) {
      for (Task task : group.tasks()) {
        if (task.resources().memoryMaxMb() > 0) {
          warnings.add(
              "Memory oversubscription is not enabled; Task \""
                  + group.name()
                  + "."
                  + task.name()
                  + "\" memory_max value will be ignored. Update the Scheduler Configuration to"
                  + " allow oversubscription.");
        }
      }
    }
  }
}
