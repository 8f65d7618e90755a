package io.drover.schedule;

import io.drover.contract.ids.AllocId;

/** Texts that clients match on. Source: objects.md 4 and 5. */
final class Descriptions {
  static final String NOT_NEEDED = "alloc not needed due to job update";
  static final String MIGRATING = "alloc is being migrated";
  static final String UPDATING = "alloc is being updated due to job update";
  static final String LOST = "alloc is lost since its node is down";
  static final String RESCHEDULED = "alloc was rescheduled because it failed";
  static final String NODE_TAINTED = "alloc not needed as node is tainted";
  static final String BLOCKED = "created to place remaining allocations";
  static final String CONFLICTS = "created due to placement conflicts";
  static final String DELAYED = "created for delayed rescheduling";

  private Descriptions() {}

  static String preempted(AllocId by) {
    return "Preempted by alloc ID " + by;
  }
}
