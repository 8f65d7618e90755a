package io.drover.event;

import io.drover.contract.model.DesiredTransition;
import java.util.Map;
import java.util.TreeMap;

/** Allocations, by id, were marked for what the next evaluation is to do with them. */
public record AllocationsMarked(Map<String, DesiredTransition> transitions, long time)
    implements Event {

  public AllocationsMarked {
    transitions = transitions == null ? new TreeMap<>() : new TreeMap<>(transitions);
  }
}
