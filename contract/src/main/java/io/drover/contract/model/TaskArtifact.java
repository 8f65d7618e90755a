package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;

/** A file or archive fetched before the task starts. */
@RecordBuilder
public record TaskArtifact(
    String getterSource,
    Map<String, String> getterOptions,
    Map<String, String> getterHeaders,
    String getterMode,
    String relativeDest)
    implements TaskArtifactBuilder.With {

  public TaskArtifact {
    getterSource = Copies.text(getterSource);
    getterOptions = Copies.map(getterOptions);
    getterHeaders = Copies.map(getterHeaders);
    getterMode = Copies.text(getterMode);
    relativeDest = Copies.text(relativeDest);
  }
}
