package io.drover.sidecar.spawn;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One process to start.
 *
 * @param command an absolute path and its arguments
 * @param environment all of it; nothing of the sidecar's own is added
 * @param user the user to become, if not the sidecar's own
 * @param stdout where output is appended; must exist
 * @param taskCgroups cgroup.procs files that the process joins before its first instruction
 * @param holderCgroups cgroup.procs files that its holder joins
 * @param pidFile where the holder writes both process ids, for a sidecar that died meanwhile
 */
public record LaunchSpec(
    List<String> command,
    Map<String, String> environment,
    Path directory,
    Optional<UserIds> user,
    Path stdout,
    Path stderr,
    List<Path> taskCgroups,
    List<Path> holderCgroups,
    Path pidFile) {}
