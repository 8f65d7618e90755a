package io.drover.sidecar.executor;

import io.drover.sidecar.stats.TaskSampler;
import java.io.IOException;

/** Makes what measures a group again and again. */
public interface UsageSource {

  /** For the cgroup of that name. */
  TaskSampler sampler(String cgroup) throws IOException;
}
