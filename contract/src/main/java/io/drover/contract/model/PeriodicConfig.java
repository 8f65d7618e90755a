package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** Launches of a job by the clock. */
@RecordBuilder
public record PeriodicConfig(
    boolean enabled, String spec, String specType, boolean prohibitOverlap, String timeZone)
    implements PeriodicConfigBuilder.With {

  public PeriodicConfig {
    spec = Copies.text(spec);
    specType = Copies.text(specType);
    timeZone = Copies.text(timeZone);
  }
}
