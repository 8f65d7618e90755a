package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** What one task was given. */
@RecordBuilder
public record AllocatedTaskResources(
    @JsonProperty("Cpu") AllocatedCpu cpu,
    AllocatedMemory memory,
    List<NetworkResource> networks,
    List<AllocatedDevice> devices)
    implements AllocatedTaskResourcesBuilder.With {

  public AllocatedTaskResources {
    networks = Copies.list(networks);
    devices = Copies.list(devices);
  }
}
