package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ports asked for, or, in an allocation, ports given. */
@RecordBuilder
public record NetworkResource(
    String mode,
    String device,
    @JsonProperty("CIDR") String cidr,
    String ip,
    String hostname,
    @JsonProperty("MBits") int mbits,
    @Nullable DnsConfig dns,
    List<Port> reservedPorts,
    List<Port> dynamicPorts)
    implements NetworkResourceBuilder.With {

  public NetworkResource {
    mode = Copies.text(mode);
    device = Copies.text(device);
    cidr = Copies.text(cidr);
    ip = Copies.text(ip);
    hostname = Copies.text(hostname);
    reservedPorts = Copies.list(reservedPorts);
    dynamicPorts = Copies.list(dynamicPorts);
  }
}
