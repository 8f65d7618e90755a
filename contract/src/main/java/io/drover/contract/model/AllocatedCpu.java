package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** CPU given to a task, in MHz, and the cores that are its own. */
@RecordBuilder
public record AllocatedCpu(
    long cpuShares, @JsonProperty("ReservedCores") List<Integer> reservedCores)
    implements AllocatedCpuBuilder.With {

  public AllocatedCpu {
    reservedCores = Copies.list(reservedCores);
  }
}
