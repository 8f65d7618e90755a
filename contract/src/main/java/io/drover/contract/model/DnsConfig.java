package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** Name resolution inside an allocation. */
@RecordBuilder
public record DnsConfig(List<String> servers, List<String> searches, List<String> options)
    implements DnsConfigBuilder.With {

  public DnsConfig {
    servers = Copies.list(servers);
    searches = Copies.list(searches);
    options = Copies.list(options);
  }
}
