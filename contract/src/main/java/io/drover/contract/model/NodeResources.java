package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** What a node has. */
@RecordBuilder
public record NodeResources(
    @JsonProperty("Cpu") NodeCpu cpu,
    NodeMemory memory,
    NodeDisk disk,
    List<NodeDevice> devices,
    List<NodeNetwork> nodeNetworks,
    List<NetworkResource> networks,
    int minDynamicPort,
    int maxDynamicPort)
    implements NodeResourcesBuilder.With {

  public NodeResources {
    devices = Copies.list(devices);
    nodeNetworks = Copies.list(nodeNetworks);
    networks = Copies.list(networks);
  }
}
