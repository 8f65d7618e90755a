package io.drover.contract.api;

import io.drover.contract.json.GoType;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** A condition that a node should meet, as a client sends it. Null is unset. */
@RecordBuilder
public record Affinity(
    @Nullable String lTarget,
    @Nullable String rTarget,
    @Nullable String operand,
    @GoType("int8") @Nullable Integer weight)
    implements AffinityBuilder.With {}
