package io.drover.event;

import io.drover.contract.ids.JobKey;
import io.drover.contract.model.ScalingPolicy;
import java.util.List;

/** These are the scaling policies of a job's groups now; others that it had are gone. */
public record ScalingPoliciesChanged(JobKey job, List<ScalingPolicy> policies) implements Event {

  public ScalingPoliciesChanged {
    policies = policies == null ? List.of() : List.copyOf(policies);
  }
}
