package io.drover.sidecar.boot;

import io.drover.sidecar.executor.ExecSession;
import io.drover.sidecar.stats.TaskUsage;
import io.drover.sidecar.task.Allocations;
import io.drover.sidecar.task.RequestRefused;
import io.drover.sidecar.task.TaskOperations;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Finds directories of allocations, and refuses whatever else is asked of them. */
record FilesOnly(Allocations allocations, Path allocs) implements TaskOperations {

  @Override
  public Path directory(String allocId) throws RequestRefused {
    if (!allocations.ids().contains(allocId)) {
      throw new RequestRefused(404, "Unknown allocation \"" + allocId + "\"");
    }
    return allocs.resolve(allocId);
  }

  @Override
  public void restart(String allocId, String task, boolean allTasks) throws RequestRefused {
    throw refused();
  }

  @Override
  public void signal(String allocId, String task, String signal) throws RequestRefused {
    throw refused();
  }

  @Override
  public ExecSession exec(String allocId, String task, List<String> command, boolean tty)
      throws RequestRefused {
    throw refused();
  }

  @Override
  public Map<String, TaskUsage> usage(String allocId, String task) throws RequestRefused {
    throw refused();
  }

  @Override
  public void collect(String allocId) throws RequestRefused {
    throw refused();
  }

  private static RequestRefused refused() {
    return new RequestRefused(501, "this node cannot do that");
  }
}
