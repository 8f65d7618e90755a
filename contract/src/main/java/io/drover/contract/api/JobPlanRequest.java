package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** Body of the dry run of a registration. Null is unset. */
@RecordBuilder
public record JobPlanRequest(
    @Nullable Job job,
    @Nullable Boolean diff,
    @Nullable Boolean policyOverride,
    @Nullable String region,
    @Nullable String namespace,
    @Nullable String secretId)
    implements JobPlanRequestBuilder.With {}
