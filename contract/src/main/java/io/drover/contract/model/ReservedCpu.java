package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** CPU that tasks do not get. */
@RecordBuilder
public record ReservedCpu(long cpuShares, List<Integer> reservedCpuCores)
    implements ReservedCpuBuilder.With {

  public ReservedCpu {
    reservedCpuCores = Copies.list(reservedCpuCores);
  }
}
