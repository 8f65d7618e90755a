package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** Devices of a kind that a task asks for. */
@RecordBuilder
public record RequestedDevice(
    String name, long count, List<Constraint> constraints, List<Affinity> affinities)
    implements RequestedDeviceBuilder.With {

  public RequestedDevice {
    name = Copies.text(name);
    constraints = Copies.list(constraints);
    affinities = Copies.list(affinities);
  }
}
