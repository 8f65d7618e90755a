package io.drover.sidecar.drivers;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * One run of a task, as it is stored before it is begun: from then on there may be a process.
 *
 * @param name of its cgroup and files: allocation, task, number
 */
@RegisterForReflection
public record RunRecord(String name, long startedMillis) {}
