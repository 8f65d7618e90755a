package io.drover.event;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Eligibility;
import io.drover.contract.model.NodeEvent;
import org.jspecify.annotations.Nullable;

/** A node takes new work, or no more. Time is Unix nanoseconds. */
public record NodeEligibilityChanged(
    NodeId node, Eligibility eligibility, long time, @Nullable NodeEvent note) implements Event {}
