package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/** How often the node itself starts a failed task again. */
@RecordBuilder
public record RestartPolicy(int attempts, Duration interval, Duration delay, String mode)
    implements RestartPolicyBuilder.With {

  public RestartPolicy {
    interval = interval == null ? Duration.ZERO : interval;
    delay = delay == null ? Duration.ZERO : delay;
    mode = Copies.text(mode);
  }
}
