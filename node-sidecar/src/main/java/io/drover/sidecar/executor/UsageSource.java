package io.drover.sidecar.executor;

import io.drover.sidecar.stats.TaskUsage;
import java.io.IOException;
import java.util.Optional;

/** Measures a group. */
public interface UsageSource {

  /** What the processes of a cgroup use now; nothing when there is no such group. */
  Optional<TaskUsage> usage(String cgroup) throws IOException;
}
