package io.drover.sidecar.spawn;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process to start whose exit is to be held.
 *
 * @param stdout where output is appended; a FIFO must have a reader
 * @param holderCgroups cgroup.procs files that its holder joins
 * @param pids where the ids of both are written, for a sidecar that died meanwhile
 * @param orphan for a program that starts another one and ends: where it writes the id of that one,
 *     which is then the process that is meant
 */
public record LaunchSpec(
    ProcessSpec process,
    Path stdout,
    Path stderr,
    List<Path> holderCgroups,
    Path pids,
    Optional<Path> orphan) {}
