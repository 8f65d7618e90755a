package io.drover.sidecar.simulate;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is simulated.
 *
 * @param nodes how many
 * @param servers host:port of members of the control plane, their port for nodes
 * @param startDelay from an allocation's arrival until it runs
 * @param runFor how long allocations of batch jobs run whose own task does not say; null: for ever
 * @param failureRate the share of allocations, 0 to 1, that fail when they should begin to run
 * @param heartbeatLoss the share of heartbeats, 0 to 1, that never leave
 * @param classes how many node classes there are; 0: nodes have none
 * @param datacenters nodes take them in turn
 * @param nodePool of all nodes
 * @param namePrefix a node is named by it and its number
 * @param cpuMhz of each node
 * @param memoryMb of each node
 * @param diskMb of each node
 * @param vanishings when nodes fall silent for good
 * @param seed decides who fails, who falls silent and what the nodes' ids are
 */
record SimulateOptions(
    int nodes,
    List<String> servers,
    Duration startDelay,
    @Nullable Duration runFor,
    double failureRate,
    double heartbeatLoss,
    int classes,
    List<String> datacenters,
    String nodePool,
    String namePrefix,
    long cpuMhz,
    long memoryMb,
    long diskMb,
    List<Vanishing> vanishings,
    long seed) {

  /**
   * Nodes that fall silent at one time, as a cable that is cut.
   *
   * @param nodes how many
   * @param after the start of the program
   */
  record Vanishing(int nodes, Duration after) {}
}
