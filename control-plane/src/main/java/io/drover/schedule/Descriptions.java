package io.drover.schedule;

import io.drover.contract.ids.AllocId;

/** Texts that clients match on. Source: objects.md 4 to 6. */
final class Descriptions {
  static final String NOT_NEEDED = "alloc not needed due to job update";
  static final String MIGRATING = "alloc is being migrated";
  static final String UPDATING = "alloc is being updated due to job update";
  static final String LOST = "alloc is lost since its node is down";
  static final String UNKNOWN = "alloc is unknown since its node is disconnected";
  static final String RECONNECTED = "alloc not needed due to disconnected client reconnect";
  static final String RESCHEDULED = "alloc was rescheduled because it failed";
  static final String NODE_TAINTED = "alloc not needed as node is tainted";
  static final String BLOCKED = "created to place remaining allocations";
  static final String CONFLICTS = "created due to placement conflicts";
  static final String DELAYED = "created for delayed rescheduling";
  static final String DISCONNECT_TIMEOUT = "created for delayed disconnect timeout";
  static final String DEPLOYING = "Deployment is running";
  static final String NEEDS_PROMOTION = "Deployment is running but requires manual promotion";
  static final String AUTO_PROMOTION = "Deployment is running pending automatic promotion";
  static final String DEPLOYED = "Deployment completed successfully";
  static final String JOB_STOPPED = "Cancelled because job is stopped";
  static final String NEWER_JOB = "Cancelled due to newer version of job";

  private Descriptions() {}

  static String preempted(AllocId by) {
    return "Preempted by alloc ID " + by;
  }
}
