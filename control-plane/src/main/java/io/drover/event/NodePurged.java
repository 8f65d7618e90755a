package io.drover.event;

import io.drover.contract.ids.NodeId;

/** A node was removed from the cluster's memory. */
public record NodePurged(NodeId node) implements Event {}
