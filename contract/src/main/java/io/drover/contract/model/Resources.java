package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** What a task asks for: CPU in MHz or whole cores, memory in MB. */
@RecordBuilder
public record Resources(
    @JsonProperty("CPU") int cpu,
    int cores,
    int memoryMb,
    int memoryMaxMb,
    int diskMb,
    @JsonProperty("IOPS") int iops,
    List<NetworkResource> networks,
    List<RequestedDevice> devices)
    implements ResourcesBuilder.With {

  public Resources {
    networks = Copies.list(networks);
    devices = Copies.list(devices);
  }
}
