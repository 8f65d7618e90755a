package io.drover.sidecar.grpc;

import io.drover.sidecar.metadata.NodeMetadata;
import io.drover.sidecar.task.RequestRefused;
import io.drover.sidecar.task.TaskOperations;
import java.io.IOException;

/**
 * Who answers what is asked of this node.
 *
 * @param metadata the node's own
 */
public record NodeSources(
    TaskOperations tasks,
    HostStatistics host,
    AllocationStatistics allocations,
    OutputEnds outputs,
    NodeMetadata metadata) {

  /** What the machine uses, as the JSON of /v1/client/stats. */
  @FunctionalInterface
  public interface HostStatistics {
    byte[] json() throws IOException;
  }

  /** What tasks use, as the JSON of /v1/client/allocation/:id/stats. */
  @FunctionalInterface
  public interface AllocationStatistics {
    /**
     * Measures it.
     *
     * @param task empty: all
     */
    byte[] json(String allocId, String task) throws RequestRefused, IOException;
  }

  /** Whether a task has written its last word. */
  @FunctionalInterface
  public interface OutputEnds {
    /** True when the task has ended for good and all its output is in its files. */
    boolean complete(String allocId, String task);
  }
}
