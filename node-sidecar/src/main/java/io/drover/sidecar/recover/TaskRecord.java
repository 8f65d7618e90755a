package io.drover.sidecar.recover;

import io.drover.contract.model.TaskState;
import io.drover.sidecar.drivers.RunRecord;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of a task after the sidecar's death.
 *
 * @param run the run under way, from before it is launched until its exit is on disk
 * @param runs how many were begun
 * @param windowCount tries within the restart policy's present interval
 * @param windowStartMillis when that interval began
 * @param notBeforeMillis when the next run may begin
 */
@RegisterForReflection
public record TaskRecord(
    TaskState state,
    @Nullable RunRecord run,
    int runs,
    int windowCount,
    long windowStartMillis,
    long notBeforeMillis) {}
