package io.drover.schedule;

import io.drover.contract.model.EphemeralDisk;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.ReschedulePolicy;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.UpdateStrategy;
import io.drover.contract.model.UpdateStrategyBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Reads the job of a {@link Course} from words: {@code batch count=3 parallel=1 canary=2
 * reschedule=2/1h/30s/constant/0s}. Each of its allocations takes more than half of a node.
 */
final class CourseJob {
  private CourseJob() {}

  static Duration duration(String text) {
    return Duration.parse("PT" + text);
  }

  static JobSpec read(String words) {
    JobSpec job = JobSpecTemplate.of(JobType.SERVICE);
    return edit(job, words);
  }

  /** The job with what the words say changed. */
  static JobSpec edit(JobSpec job, String words) {
    JobSpec edited = job;
    for (String word : words.isBlank() ? new String[0] : words.trim().split(" +")) {
      edited = word(edited, word);
    }
    return edited;
  }

  private static JobSpec word(JobSpec job, String word) {
    String[] parts = word.split("=", 2);
    String value = parts.length > 1 ? parts[1] : "";
    return switch (parts[0]) {
      case "service", "batch", "system", "sysbatch" -> job.withType(JobType.of(parts[0]));
      case "count" -> group(job, g -> g.withCount(Integer.parseInt(value)));
      case "parallel" -> update(job, u -> u.withMaxParallel(Integer.parseInt(value)));
      case "canary" -> update(job, u -> u.withCanary(Integer.parseInt(value)));
      case "autopromote" -> update(job, u -> u.withAutoPromote(true));
      case "autorevert" -> update(job, u -> u.withAutoRevert(true));
      case "byhand" -> update(job, u -> u.withAutoRevert(false).withAutoPromote(false));
      case "deadline" -> update(job, u -> u.withProgressDeadline(duration(value)));
      case "noupdate" -> group(job, g -> g.withUpdate(null));
      case "stagger" ->
          job.withUpdate(
              UpdateStrategyBuilder.builder()
                  .maxParallel(Integer.parseInt(value.split("/")[0]))
                  .stagger(duration(value.split("/")[1]))
                  .build());
      case "reschedule" -> group(job, g -> g.withReschedulePolicy(policy(value)));
      case "disconnect" -> group(job, g -> g.withMaxClientDisconnect(duration(value)));
      case "stopafter" -> group(job, g -> g.withStopAfterClientDisconnect(duration(value)));
      case "sticky" -> group(job, g -> g.withEphemeralDisk(new EphemeralDisk(true, 20, false)));
      case "cpu" -> group(job, g -> Fixtures.using(g, Integer.parseInt(value), 64));
      case "env" -> task(job, value);
      case "kill" ->
          group(
              job,
              g ->
                  g.withTasks(
                      g.tasks().stream().map(t -> t.withKillTimeout(duration(value))).toList()));
      case "priority" -> job.withPriority(Integer.parseInt(value));
      case "pool" -> job.withNodePool(value);
      case "dc" -> job.withDatacenters(List.of(value));
      case "name" -> job.withName(value);
      case "group" -> job.withTaskGroups(plus(job.taskGroups(), value));
      case "only" ->
          job.withTaskGroups(
              job.taskGroups().stream().filter(g -> g.name().equals(value)).toList());
      default -> throw new IllegalArgumentException("no word of a job: " + word);
    };
  }

  private static List<TaskGroup> plus(List<TaskGroup> groups, String name) {
    List<TaskGroup> all = new java.util.ArrayList<>(groups);
    all.add(groups.getFirst().withName(name));
    return all;
  }

  /** Attempts (or "unlimited"), interval, delay, function and longest delay. */
  static ReschedulePolicy policy(String value) {
    String[] parts = value.split("/");
    boolean unlimited = parts[0].equals("unlimited");
    return new ReschedulePolicy(
        unlimited ? 0 : Integer.parseInt(parts[0]),
        duration(parts[1]),
        duration(parts[2]),
        parts[3],
        duration(parts[4]),
        unlimited);
  }

  private static JobSpec group(JobSpec job, UnaryOperator<TaskGroup> change) {
    return job.withTaskGroups(job.taskGroups().stream().map(change).toList());
  }

  private static JobSpec update(JobSpec job, UnaryOperator<UpdateStrategy> change) {
    return group(
        job,
        g ->
            g.withUpdate(
                change.apply(
                    g.update() == null
                        ? UpdateStrategyBuilder.builder()
                            .maxParallel(1)
                            .healthCheck("task_states")
                            .build()
                        : g.update())));
  }

  private static JobSpec task(JobSpec job, String value) {
    return group(
        job,
        g ->
            g.withTasks(
                g.tasks().stream().map(t -> t.withEnv(java.util.Map.of("V", value))).toList()));
  }

  /** What a job is before the words. */
  private static final class JobSpecTemplate {
    static JobSpec of(JobType type) {
      return Fixtures.changed(Fixtures.job("j", type, 1), g -> Fixtures.using(g, 2500, 64))
          .withUpdate(UpdateStrategyBuilder.builder().build());
    }
  }
}
