package io.drover.event;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.NodeEvent;
import io.drover.contract.model.NodeStatus;
import org.jspecify.annotations.Nullable;

/**
 * A node came, went silent or came back. Time is Unix nanoseconds; {@code note} goes to the node's
 * events.
 */
public record NodeStatusChanged(NodeId node, NodeStatus status, long time, @Nullable NodeEvent note)
    implements Event {}
