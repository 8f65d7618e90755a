package io.drover.command.job;

import io.drover.contract.model.ScalingPolicy;

/** Rules for the scaling block of a group. */
final class ScalingRules {

  private ScalingRules() {}

  static Problems check(ScalingPolicy policy, int count) {
    Problems p = new Problems();
    require(
        policy.type().equals("horizontal"),
        "scaling policy type " + Quote.of(policy.type()) + " is not valid",
        p);
    require(policy.max() >= 0, "maximum count must be specified and non-negative", p);
    require(
        policy.max() < 0 || policy.max() >= policy.min(),
        "maximum count must not be less than minimum count",
        p);
    require(policy.min() >= 0, "minimum count must be specified and non-negative", p);
    require(
        count <= policy.max(),
        "task group count must not be greater than maximum count in scaling policy",
        p);
    require(
        count >= policy.min(),
        "task group count must not be less than minimum count in scaling policy",
        p);
    return p;
  }

  private static void require(boolean met, String otherwise, Problems p) {
    p.addIf(!met, "Scaling policy invalid: " + otherwise);
  }
}
