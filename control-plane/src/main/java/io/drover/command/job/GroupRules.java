package io.drover.command.job;

import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Rules for a group of a job. */
final class GroupRules {

  /**
   * The largest count of a group. Nomad has no bound and its leader runs out of memory over a
   * mistyped count; this is a tenth of the largest cluster that this program is made for, in one
   * group.
   */
  static final int COUNT_MAX = 100_000;

  /** Less disk than this, in MB, holds no logs worth keeping. */
  private static final int DISK_MB_MIN = 10;

  private GroupRules() {}

  static Problems check(JobSpec job, TaskGroup group) {
    Problems p = new Problems();
    JobType type = job.type();
    p.addIf(group.name().isEmpty(), "Missing task group name");
    p.addIf(group.name().indexOf('\0') >= 0, "Task group name contains null character");
    p.addIf(group.count() < 0, "Task group count can't be negative");
    p.addIf(
        group.count() > COUNT_MAX,
        "Task group count must not be greater than " + COUNT_MAX + "; got " + group.count());
    p.addIf(group.tasks().isEmpty(), "Missing tasks for task group");
    disconnection(group, p);
    ConstraintRules.checkAll(group.constraints(), p);
    if (type == JobType.SYSTEM) {
      p.addIf(!group.affinities().isEmpty(), AffinityRules.NOT_FOR_SYSTEM);
    } else {
      AffinityRules.checkAll(group.affinities(), p);
    }
    p.addNested("", PolicyRules.restart(group.restartPolicy()));
    if (type == JobType.SYSTEM) {
      p.addIf(!group.spreads().isEmpty(), SpreadRules.NOT_FOR_SYSTEM);
    } else {
      SpreadRules.checkAll(group.spreads(), p);
    }
    policies(type, group, p);
    taskNames(group, p);
    VolumeRules.checkAll(type, group, p);
    p.addNested("Task group network validation failed: ", NetworkRules.check(group));
    p.addNested("Task group service validation failed: ", ServiceRules.ofGroup(group));
    p.addNested("Task group service check validation failed: ", ServiceRules.scripts(group));
    if (group.scaling() != null) {
      p.addNested(
          "Task group scaling policy validation failed: ",
          ScalingRules.check(group.scaling(), group.count()));
    }
    for (Task task : group.tasks()) {
      p.addNested(
          "Task " + task.name() + " validation failed: ", TaskRules.check(type, group, task));
    }
    return p;
  }

  private static void disconnection(TaskGroup group, Problems p) {
    Duration disconnect = group.maxClientDisconnect();
    if (disconnect == null) {
      return;
    }
    Duration stopAfter = group.stopAfterClientDisconnect();
    p.addIf(
        stopAfter != null && !stopAfter.isZero(),
        "Task group cannot be configured with both max_client_disconnect and"
            + " stop_after_client_disconnect");
    p.addIf(disconnect.isNegative(), "max_client_disconnect cannot be negative");
  }

  private static void policies(JobType type, TaskGroup group, Problems p) {
    var reschedule = group.reschedulePolicy();
    if (type == JobType.SYSTEM) {
      p.addIf(reschedule != null, "System jobs should not have a reschedule policy");
    } else if (reschedule == null) {
      p.add("Task Group " + group.name() + " should have a reschedule policy");
    } else {
      p.addNested("", RescheduleRules.check(reschedule));
    }
    p.addIf(
        group.ephemeralDisk().sizeMb() < DISK_MB_MIN,
        "minimum DiskMB value is " + DISK_MB_MIN + "; got " + group.ephemeralDisk().sizeMb());
    if (group.update() != null) {
      p.addIf(
          type != JobType.SERVICE && type != JobType.SYSTEM,
          "Job type " + Quote.of(type.word()) + " does not allow update block");
      p.addNested("", PolicyRules.update(group.update()));
    }
    if (group.migrate() != null) {
      p.addIf(
          type != JobType.SERVICE,
          "Job type " + Quote.of(type.word()) + " does not allow migrate block");
      p.addNested("", PolicyRules.migrate(group.migrate()));
    }
  }

  private static void taskNames(TaskGroup group, Problems p) {
    Map<String, Integer> seen = new HashMap<>();
    int number = 0;
    int leaders = 0;
    for (Task task : group.tasks()) {
      number++;
      leaders += task.leader() ? 1 : 0;
      if (task.name().isEmpty()) {
        p.add("Task " + number + " missing name");
      } else if (seen.putIfAbsent(task.name(), number) instanceof Integer earlier) {
        p.add("Task " + number + " redefines '" + task.name() + "' from task " + earlier);
      }
    }
    p.addIf(leaders > 1, "Only one task may be marked as leader");
  }
}
