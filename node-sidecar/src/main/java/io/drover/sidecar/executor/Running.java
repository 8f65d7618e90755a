package io.drover.sidecar.executor;

import java.util.concurrent.CompletableFuture;

/**
 * A launched process.
 *
 * @param id that it was launched under
 * @param pid its process id on the host
 * @param startedMillis Unix time
 * @param exit completed once, when it has ended, nothing of it is left, and its exit is on disk
 */
public record Running(
    String id, long pid, long startedMillis, CompletableFuture<ProcessExit> exit) {}
