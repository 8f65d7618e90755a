package io.drover.sidecar.spawn;

import java.util.concurrent.CompletableFuture;

/**
 * A process that is a child of the sidecar.
 *
 * @param exit completed once, when it has ended and was collected
 */
public record Child(long pid, CompletableFuture<ExitStatus> exit) {}
