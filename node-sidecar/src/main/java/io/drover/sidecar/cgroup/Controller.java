package io.drover.sidecar.cgroup;

import java.util.Locale;

/** A kind of resource that the kernel can limit for a group. */
public enum Controller {
  CPU,
  CPUSET,
  MEMORY,
  PIDS;

  /** As the kernel spells it. */
  public String kernelName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
