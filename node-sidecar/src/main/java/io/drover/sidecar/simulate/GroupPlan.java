package io.drover.sidecar.simulate;

import io.drover.contract.json.GoDuration;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.Task;
import io.drover.contract.model.TaskGroup;
import io.drover.contract.model.UpdateStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an allocation of a group does as if. One for all allocations of a job version's group.
 *
 * @param tasks their names
 * @param startDelay until it runs
 * @param runFor until all main tasks have ended or one has failed; null: for ever
 * @param exitCode of the task that ends last, or fails first
 * @param healthyAfter of running; null: its health is not the node's to say
 */
record GroupPlan(
    List<String> tasks,
    Duration startDelay,
    @Nullable Duration runFor,
    int exitCode,
    @Nullable Duration healthyAfter) {

  static GroupPlan of(JobSpec job, TaskGroup group, SimulateOptions options) {
    boolean batch = job.type() == JobType.BATCH || job.type() == JobType.SYSBATCH;
    Duration startDelay = options.startDelay();
    Duration runFor = Duration.ZERO;
    Duration failsAfter = null;
    int exitCode = 0;
    for (Task task : group.tasks()) {
      if (task.lifecycle() != null) {
        continue; // Done before, after or beside what the allocation is for.
      }
      startDelay = max(startDelay, time(task.config(), "start_block_for"));
      Duration own = time(task.config(), "run_for");
      Duration until = own != null ? own : batch ? options.runFor() : null;
      int code = number(task.config(), "exit_code");
      runFor = runFor == null || until == null ? null : max(runFor, until);
      if (code != 0 && until != null && (failsAfter == null || until.compareTo(failsAfter) < 0)) {
        failsAfter = until;
        exitCode = code;
      }
    }
    return new GroupPlan(
        group.tasks().stream().map(Task::name).toList(),
        startDelay,
        failsAfter != null ? failsAfter : runFor,
        exitCode,
        healthyAfter(group.update()));
  }

  private static @Nullable Duration healthyAfter(@Nullable UpdateStrategy update) {
    return update == null || update.healthCheck().equals("manual") ? null : update.minHealthyTime();
  }

  private static Duration max(Duration one, @Nullable Duration other) {
    return other == null || one.compareTo(other) > 0 ? one : other;
  }

  /** As the mock driver reads it; what it would refuse counts as absent. */
  private static @Nullable Duration time(Map<String, Object> config, String member) {
    return switch (config.get(member)) {
      case Number nanos -> Duration.ofNanos(nanos.longValue());
      case String text -> parsed(text);
      case null, default -> null;
    };
  }

  private static @Nullable Duration parsed(String text) {
    try {
      return GoDuration.parse(text);
    } catch (GoDuration.FormatException e) {
      return null;
    }
  }

  private static int number(Map<String, Object> config, String member) {
    return config.get(member) instanceof Number number ? number.intValue() : 0;
  }
}
