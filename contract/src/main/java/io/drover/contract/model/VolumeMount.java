package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** Where a task finds a volume of its group. */
@RecordBuilder
public record VolumeMount(
    String volume, String destination, boolean readOnly, String propagationMode)
    implements VolumeMountBuilder.With {

  public VolumeMount {
    volume = Copies.text(volume);
    destination = Copies.text(destination);
    propagationMode = Copies.text(propagationMode);
  }
}
