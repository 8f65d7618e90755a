package io.drover.sidecar.task.hook;

/** Remembers over restarts of the sidecar what need not be done again. */
public interface DoneOnce {

  /** Whether that was done. */
  boolean done(String what);

  /** It is done now. */
  void mark(String what);
}
