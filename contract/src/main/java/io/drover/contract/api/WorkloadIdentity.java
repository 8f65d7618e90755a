package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** Where a task finds its identity token, as a client sends it. Null is unset. */
@RecordBuilder
public record WorkloadIdentity(@Nullable Boolean env, @Nullable Boolean file)
    implements WorkloadIdentityBuilder.With {}
