package io.drover.sidecar.drivers;

import io.drover.contract.model.DriverInfo;
import java.util.Map;
import java.util.Optional;

/** A way to run a task. Calls may come from any thread. */
public interface Driver {

  /** As a job names it. */
  String name();

  /** Whether this machine can use it, and its attributes for the node. */
  DriverInfo fingerprint();

  /** Attributes that go to the node itself, with {@code driver.<name>}. */
  Map<String, String> nodeAttributes();

  /**
   * Checks a task's config.
   *
   * @throws ConfigRejected saying what is wrong
   */
  void validate(Map<String, Object> config) throws ConfigRejected;

  /** Whether its tasks see a root of their own, so that /local, /secrets and /alloc are theirs. */
  default boolean isolated() {
    return false;
  }

  /** Why no task of this driver may have that user; nothing when it may. */
  default Optional<String> refusal(String user) {
    return Optional.empty();
  }

  /**
   * Starts a run; {@code run} is on disk already.
   *
   * @throws StartFailed when it does not run; nothing of it is left then
   */
  RunningTask start(RunRecord run, TaskStart start) throws StartFailed;

  /**
   * Finds a run of an earlier sidecar again, still running or ended.
   *
   * @return nothing when it was never begun, so that beginning it is right
   */
  Optional<RunningTask> recover(RunRecord run, TaskStart start);
}
