package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A volume that a group asks for. */
@RecordBuilder
public record VolumeRequest(
    String name,
    String type,
    String source,
    boolean readOnly,
    String accessMode,
    String attachmentMode,
    @Nullable Map<String, Object> mountOptions,
    boolean perAlloc)
    implements VolumeRequestBuilder.With {

  public VolumeRequest {
    name = Copies.text(name);
    type = Copies.text(type);
    source = Copies.text(source);
    accessMode = Copies.text(accessMode);
    attachmentMode = Copies.text(attachmentMode);
  }
}
