package io.drover.command.job;

import java.util.Set;

/**
 * What validation has to know about the cluster.
 *
 * @param driversAllowed drivers that the namespace allows; empty allows all
 * @param driversDenied drivers that the namespace forbids
 * @param priorityMax the highest priority of a job, the server's job_max_priority
 */
public record ClusterFacts(
    boolean namespaceExists,
    boolean nodePoolExists,
    Set<String> driversAllowed,
    Set<String> driversDenied,
    boolean memoryOversubscription,
    boolean vault,
    int priorityMax) {

  /** The highest priority of a job where nothing else is configured. */
  public static final int PRIORITY_MAX_DEFAULT = 100;

  public ClusterFacts {
    driversAllowed = Set.copyOf(driversAllowed);
    driversDenied = Set.copyOf(driversDenied);
  }

  /** A cluster as it is without configuration, in which the namespace and the node pool exist. */
  public static ClusterFacts standard() {
    return new ClusterFacts(true, true, Set.of(), Set.of(), false, false, PRIORITY_MAX_DEFAULT);
  }
}
