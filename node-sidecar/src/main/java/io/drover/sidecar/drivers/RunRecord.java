package io.drover.sidecar.drivers;

import io.drover.sidecar.spawn.ProcessRef;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * One run of a task, as it is stored. Written first without a process: from then on there may be
 * one.
 *
 * @param name of its cgroup and files: allocation, task, number
 * @param process what was launched; null before that, and for drivers without processes
 */
@RegisterForReflection
public record RunRecord(String name, long startedMillis, @Nullable ProcessRef process) {

  RunRecord with(ProcessRef launched) {
    return new RunRecord(name, startedMillis, launched);
  }
}
