package io.drover.http.port;

import io.drover.command.job.ClusterFacts;

/** What the validation of jobs has to know about the cluster as it is now. */
@FunctionalInterface
public interface ClusterView {

  /** The facts for a job of that namespace and node pool. */
  ClusterFacts facts(String namespace, String nodePool);
}
