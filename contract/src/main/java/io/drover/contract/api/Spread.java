package io.drover.contract.api;

import io.drover.contract.json.GoType;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A wish to spread over an attribute, as a client sends it. Null is unset. */
@RecordBuilder
public record Spread(
    @Nullable String attribute,
    @GoType("int8") @Nullable Integer weight,
    @Nullable List<@Nullable SpreadTarget> spreadTarget)
    implements SpreadBuilder.With {}
