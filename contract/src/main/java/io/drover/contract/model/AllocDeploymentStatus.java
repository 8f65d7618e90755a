package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Health of an allocation in its deployment. */
@RecordBuilder
public record AllocDeploymentStatus(
    @Nullable Boolean healthy, @Nullable Instant timestamp, boolean canary, long modifyIndex)
    implements AllocDeploymentStatusBuilder.With {}
