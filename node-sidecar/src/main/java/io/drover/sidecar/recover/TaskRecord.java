package io.drover.sidecar.recover;

import io.drover.contract.model.TaskState;
import io.drover.sidecar.drivers.RunRecord;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of a task after the sidecar's death.
 *
 * @param run the run under way, from before it is launched until its exit is on disk
 * @param runs how many were begun
 * @param windowCount tries within the restart policy's present interval
 * @param windowStartMillis when that interval began
 * @param notBeforeMillis when the next run may begin
 * @param done what is done once in the task's life and was done, by names of whoever does it
 */
@RegisterForReflection
public record TaskRecord(
    TaskState state,
    @Nullable RunRecord run,
    int runs,
    int windowCount,
    long windowStartMillis,
    long notBeforeMillis,
    List<String> done) {

  public TaskRecord {
    done = done == null ? List.of() : List.copyOf(done);
  }

  /** One that has done nothing yet. */
  public static TaskRecord fresh(TaskState state, long nowMillis) {
    return new TaskRecord(state, null, 0, 0, nowMillis, 0, List.of());
  }

  /** In another state. */
  public TaskRecord withState(TaskState changed) {
    return new TaskRecord(
        changed, run, runs, windowCount, windowStartMillis, notBeforeMillis, done);
  }

  /** With another run under way, or none. */
  public TaskRecord withRun(@Nullable RunRecord changed, int count) {
    return new TaskRecord(
        state, changed, count, windowCount, windowStartMillis, notBeforeMillis, done);
  }

  /** With another place in the restart policy. */
  public TaskRecord withWindow(int count, long startMillis, long nextMillis) {
    return new TaskRecord(state, run, runs, count, startMillis, nextMillis, done);
  }

  /** With one more thing done. */
  public TaskRecord withDone(String name) {
    return new TaskRecord(
        state,
        run,
        runs,
        windowCount,
        windowStartMillis,
        notBeforeMillis,
        Stream.concat(done.stream(), Stream.of(name)).distinct().toList());
  }
}
