package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** CPU of a node: total MHz, cores, and the cores that tasks may have to themselves. */
@RecordBuilder
public record NodeCpu(long cpuShares, int totalCpuCores, List<Integer> reservableCpuCores)
    implements NodeCpuBuilder.With {

  public NodeCpu {
    reservableCpuCores = Copies.list(reservableCpuCores);
  }
}
