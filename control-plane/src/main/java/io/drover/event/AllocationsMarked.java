package io.drover.event;

import io.drover.contract.model.DesiredTransition;
import java.util.Map;

/** Allocations, by id, were marked for what the next evaluation is to do with them. */
public record AllocationsMarked(Map<String, DesiredTransition> transitions, long time)
    implements Event {}
