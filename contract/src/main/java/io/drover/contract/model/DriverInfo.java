package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a task driver can be used on a node. */
@RecordBuilder
public record DriverInfo(
    Map<String, String> attributes,
    boolean detected,
    boolean healthy,
    String healthDescription,
    @Nullable Instant updateTime)
    implements DriverInfoBuilder.With {

  public DriverInfo {
    attributes = Copies.map(attributes);
    healthDescription = Copies.text(healthDescription);
  }
}
