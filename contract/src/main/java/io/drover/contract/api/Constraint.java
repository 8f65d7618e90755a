package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** A condition that a node must meet, as a client sends it. Null is unset. */
@RecordBuilder
public record Constraint(
    @Nullable String lTarget, @Nullable String rTarget, @Nullable String operand)
    implements ConstraintBuilder.With {}
