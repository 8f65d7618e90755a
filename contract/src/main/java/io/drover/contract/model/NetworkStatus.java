package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** The network interface of an allocation with a network of its own. */
@RecordBuilder
public record NetworkStatus(String interfaceName, String address, @Nullable DnsConfig dns)
    implements NetworkStatusBuilder.With {

  public NetworkStatus {
    interfaceName = Copies.text(interfaceName);
    address = Copies.text(address);
  }
}
