package io.drover.sidecar.executor;

/** Who gets a signal. */
public enum SignalScope {
  /** The main process. */
  PROCESS,
  /** Its process group. */
  GROUP,
  /** Everything in its cgroup. */
  CGROUP
}
