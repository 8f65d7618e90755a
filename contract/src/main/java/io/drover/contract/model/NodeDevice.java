package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;

/** Devices of one kind on a node. */
@RecordBuilder
public record NodeDevice(
    String vendor,
    String type,
    String name,
    List<NodeDeviceInstance> instances,
    Map<String, Object> attributes)
    implements NodeDeviceBuilder.With {

  public NodeDevice {
    vendor = Copies.text(vendor);
    type = Copies.text(type);
    name = Copies.text(name);
    instances = Copies.list(instances);
    attributes = Copies.map(attributes);
  }
}
