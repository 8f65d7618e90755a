package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** Which drivers the jobs of a namespace may use; no list means every driver. */
@RecordBuilder
public record NamespaceCapabilities(
    List<String> enabledTaskDrivers, List<String> disabledTaskDrivers)
    implements NamespaceCapabilitiesBuilder.With {

  public NamespaceCapabilities {
    enabledTaskDrivers = Copies.list(enabledTaskDrivers);
    disabledTaskDrivers = Copies.list(disabledTaskDrivers);
  }
}
