package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last drain of a node. */
@RecordBuilder
public record DrainMetadata(
    @Nullable Instant startedAt,
    @Nullable Instant updatedAt,
    String status,
    String accessorId,
    Map<String, String> meta)
    implements DrainMetadataBuilder.With {

  public DrainMetadata {
    status = Copies.text(status);
    accessorId = Copies.text(accessorId);
    meta = Copies.map(meta);
  }
}
