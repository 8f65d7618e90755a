package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** What the tasks of an allocation were given together. */
@RecordBuilder
public record AllocatedSharedResources(
    List<NetworkResource> networks, @JsonProperty("DiskMB") long diskMb, List<AllocatedPort> ports)
    implements AllocatedSharedResourcesBuilder.With {

  public AllocatedSharedResources {
    networks = Copies.list(networks);
    ports = Copies.list(ports);
  }
}
