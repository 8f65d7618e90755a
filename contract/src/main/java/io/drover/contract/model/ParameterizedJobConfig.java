package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** What a dispatch of a parameterized job must or may bring. */
@RecordBuilder
public record ParameterizedJobConfig(
    String payload, List<String> metaRequired, List<String> metaOptional)
    implements ParameterizedJobConfigBuilder.With {

  public ParameterizedJobConfig {
    payload = Copies.text(payload);
    metaRequired = Copies.list(metaRequired);
    metaOptional = Copies.list(metaOptional);
  }
}
