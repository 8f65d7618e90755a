package io.drover.command.job;

import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.TaskGroup;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules for a job as a whole. */
final class JobRules {

  /** The type of the server's own work, which nobody may register. */
  static final String CORE = "_core";

  private JobRules() {}

  /** The faults of a job whose request named this type. */
  static Problems check(JobSpec job, String type) {
    Problems p = new Problems();
    names(job, p);
    p.addIf(type.isEmpty(), "Missing job type");
    p.addIf(
        !type.isEmpty() && !type.equals(CORE) && !JobCanonicalizer.isKnownType(type),
        "Invalid job type: " + Quote.of(type));
    p.addIf(job.datacenters().isEmpty(), "Missing job datacenters");
    for (String datacenter : job.datacenters()) {
      p.addIf(datacenter.isEmpty(), "Job datacenter must be non-empty string");
    }
    p.addIf(job.taskGroups().isEmpty(), "Missing job task groups");
    ConstraintRules.checkAll(job.constraints(), p);
    p.addIf(job.multiregion() != null, "Multiregion jobs are unlicensed.");
    placement(job, p);
    groupNames(job, p);
    for (TaskGroup group : job.taskGroups()) {
      p.addNested(
          "Task group " + group.name() + " validation failed: ", GroupRules.check(job, group));
    }
    launches(job, p);
    return p;
  }

  private static void names(JobSpec job, Problems p) {
    p.addIf(job.region().isEmpty(), "Missing job region");
    p.addIf(job.id().isEmpty(), "Missing job ID");
    p.addIf(job.id().contains(" "), "Job ID contains a space");
    p.addIf(job.id().indexOf('\0') >= 0, "Job ID contains a null character");
    p.addIf(job.name().isEmpty(), "Missing job name");
    p.addIf(job.name().indexOf('\0') >= 0, "Job Name contains a null character");
    p.addIf(job.namespace().isEmpty(), "Job must be in a namespace");
  }

  private static void placement(JobSpec job, Problems p) {
    if (job.type() == JobType.SYSTEM) {
      p.addIf(!job.affinities().isEmpty(), AffinityRules.NOT_FOR_SYSTEM);
      p.addIf(!job.spreads().isEmpty(), SpreadRules.NOT_FOR_SYSTEM);
    } else {
      AffinityRules.checkAll(job.affinities(), p);
      SpreadRules.checkAll(job.spreads(), p);
    }
  }

  private static void groupNames(JobSpec job, Problems p) {
    Map<String, Integer> seen = new HashMap<>();
    int number = 0;
    for (TaskGroup group : job.taskGroups()) {
      number++;
      if (group.name().isEmpty()) {
        p.add("Job task group " + number + " missing name");
      } else if (seen.putIfAbsent(group.name(), number) instanceof Integer earlier) {
        p.add(
            "Job task group " + number + " redefines '" + group.name() + "' from group " + earlier);
      }
      Duration shutdown = group.shutdownDelay();
      p.addIf(shutdown != null && shutdown.isNegative(), "ShutdownDelay must be a positive value");
      stopAfterDisconnect(job.type(), group, p);
      p.addIf(
          job.type() == JobType.SYSTEM && group.count() > 1,
          "Job task group "
              + group.name()
              + " has count "
              + group.count()
              + ". Count cannot exceed 1 with system scheduler");
    }
  }

  private static void stopAfterDisconnect(JobType type, TaskGroup group, Problems p) {
    Duration stopAfter = group.stopAfterClientDisconnect();
    if (stopAfter == null) {
      return;
    }
    if (stopAfter.isNegative()) {
      p.add("stop_after_client_disconnect must be a positive value");
    } else {
      p.addIf(
          stopAfter.isPositive() && type != JobType.SERVICE && type != JobType.BATCH,
          "stop_after_client_disconnect can only be set in batch and service jobs");
    }
  }

  private static void launches(JobSpec job, Problems p) {
    boolean batch = job.type() == JobType.BATCH || job.type() == JobType.SYSBATCH;
    if (job.periodic() != null) {
      p.addIf(!batch, "Periodic can only be used with \"batch\" or \"sysbatch\" scheduler");
      p.addNested("", PeriodicRules.check(job.periodic()));
    }
    var parameters = job.parameterizedJob();
    if (parameters == null) {
      return;
    }
    p.addIf(!batch, "Parameterized job can only be used with \"batch\" or \"sysbatch\" scheduler");
    Problems inner = new Problems();
    inner.addIf(
        !List.of("forbidden", "optional", "required").contains(parameters.payload()),
        "Unknown payload requirement: " + Quote.of(parameters.payload()));
    Set<String> optional = new HashSet<>(parameters.metaOptional());
    List<String> both =
        parameters.metaRequired().stream().filter(optional::contains).distinct().sorted().toList();
    inner.addIf(
        !both.isEmpty(),
        "Required and optional meta keys should be disjoint. Following keys exist in both: ["
            + String.join(" ", both)
            + "]");
    p.addNested("", inner);
  }
}
