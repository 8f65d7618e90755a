package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;

/** A port given to an allocation. */
@RecordBuilder
public record AllocatedPort(String label, int value, int to, @JsonProperty("HostIP") String hostIp)
    implements AllocatedPortBuilder.With {

  public AllocatedPort {
    label = Copies.text(label);
    hostIp = Copies.text(hostIp);
  }
}
