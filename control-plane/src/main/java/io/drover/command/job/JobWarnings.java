package io.drover.command.job;

import io.drover.contract.model.JobSpec;
import io.drover.contract.model.NetworkResource;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.Template;
import io.drover.contract.model.UpdateStrategy;
import java.util.List;

/** What is legal in a job but deserves a word. */
final class JobWarnings {

  private static final String MBITS =
      "mbits has been deprecated as of Nomad 0.12.0. Please remove mbits from the network block";
  private static final String TASK_NETWORK =
      "task network resources have been deprecated as of Nomad 0.12.0. Please configure networking"
          + " via group network block.";
  private static final String IOPS =
      "IOPS has been deprecated as of Nomad 0.9.0. Please remove IOPS from resource block.";
  private static final String VAULT_GRACE =
      "VaultGrace has been deprecated as of Nomad 0.11 and is ignored. Please remove it from the"
          + " template block.";

  private JobWarnings() {}

  static List<String> of(JobSpec job) {
    Problems p = new Problems();
    boolean promotes = false;
    boolean allPromote = true;
    for (TaskGroup group : job.taskGroups()) {
      p.addNested("Group " + Quote.of(group.name()) + " has warnings: ", group(group));
      UpdateStrategy update = group.update();
      if (update != null) {
        promotes |= update.autoPromote();
        allPromote &= update.canary() == 0 || update.autoPromote();
      }
    }
    p.addIf(
        promotes && !allPromote,
        "auto_promote must be true for all groups to enable automatic promotion");
    return p.list();
  }

  private static Problems group(TaskGroup group) {
    Problems p = new Problems();
    UpdateStrategy update = group.update();
    if (update != null && group.count() > 1 && update.maxParallel() > group.count()) {
      p.add(
          "Update max parallel count is greater than task group count ("
              + update.maxParallel()
              + " > "
              + group.count()
              + "). A destructive change would result in the simultaneous replacement of all"
              + " allocations.");
    }
    for (NetworkResource network : group.networks()) {
      p.addIf(network.mbits() > 0, MBITS);
    }
    for (Task task : group.tasks()) {
      p.addNested("", task(task));
    }
    return p;
  }

  private static Problems task(Task task) {
    Problems p = new Problems();
    String prefix = "Task " + Quote.of(task.name()) + ": ";
    p.addIf(task.resources().iops() != 0, prefix + IOPS);
    p.addIf(!task.resources().networks().isEmpty(), prefix + TASK_NETWORK);
    for (Template template : task.templates()) {
      p.addIf(!template.vaultGrace().isZero(), prefix + VAULT_GRACE);
    }
    return p;
  }
}
