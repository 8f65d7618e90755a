package io.drover.event;

import io.drover.contract.model.Node;

/**
 * A node told the servers what it is. What the servers know of it (drain, eligibility, events)
 * stays.
 */
public record NodeRegistered(Node node, long time) implements Event {}
