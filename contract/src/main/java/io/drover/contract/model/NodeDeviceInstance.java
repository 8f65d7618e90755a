package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One device of a kind. */
@RecordBuilder
public record NodeDeviceInstance(
    String id, boolean healthy, String healthDescription, @Nullable Map<String, Object> locality)
    implements NodeDeviceInstanceBuilder.With {

  public NodeDeviceInstance {
    id = Copies.text(id);
    healthDescription = Copies.text(healthDescription);
  }
}
