package io.drover.sidecar.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.sidecar.executor.ExecSession;
import io.drover.sidecar.stats.TaskUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What others may ask of the allocations on this node. Calls may come from any thread. */
public interface TaskOperations {

  /** The allocation's directory. */
  Path directory(String allocId) throws RequestRefused;

  /**
   * Restarts tasks, and returns when that is done.
   *
   * @param task empty: those that run
   * @param allTasks also those that have ended
   */
  void restart(String allocId, String task, boolean allTasks)
      throws RequestRefused, InterruptedException;

  /**
   * Sends a signal.
   *
   * @param task empty: to all
   */
  void signal(String allocId, String task, String signal) throws RequestRefused;

  /** Runs a command inside a task for somebody who listens. */
  ExecSession exec(String allocId, String task, List<String> command, boolean tty)
      throws RequestRefused, IOException;

  /**
   * What the tasks that run use, by name.
   *
   * @param task empty: all
   */
  Map<String, TaskUsage> usage(String allocId, String task) throws RequestRefused, IOException;

  /** Results of the checks, by id, as clients see them; nothing when there are none. */
  Optional<ObjectNode> checks(String allocId) throws RequestRefused;

  /**
   * Removes what is left here of an allocation that has ended.
   *
   * @param allocId empty: of all that have ended
   */
  void collect(String allocId) throws RequestRefused, InterruptedException;
}
