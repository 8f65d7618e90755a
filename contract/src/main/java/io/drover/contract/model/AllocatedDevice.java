package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** Instances of a device given to a task. */
@RecordBuilder
public record AllocatedDevice(
    String vendor, String type, String name, @JsonProperty("DeviceIDs") List<String> deviceIds)
    implements AllocatedDeviceBuilder.With {

  public AllocatedDevice {
    vendor = Copies.text(vendor);
    type = Copies.text(type);
    name = Copies.text(name);
    deviceIds = Copies.list(deviceIds);
  }
}
