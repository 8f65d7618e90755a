package io.drover.sidecar.executor;

import io.drover.sidecar.spawn.ExitStatus;
import java.time.Instant;

/**
 * How a launched process ended, and when. It is on disk before anybody gets one.
 *
 * @param oomKilled the kernel ended it, or a part of it, because the group's memory was used up
 */
public record ProcessExit(ExitStatus status, boolean oomKilled, Instant at) {}
