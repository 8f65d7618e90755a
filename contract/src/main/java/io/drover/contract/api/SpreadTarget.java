package io.drover.contract.api;

import io.drover.contract.json.GoType;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** The share in percent of one value of a spread. Null is unset. */
@RecordBuilder
public record SpreadTarget(@Nullable String value, @GoType("uint8") @Nullable Integer percent)
    implements SpreadTargetBuilder.With {}
