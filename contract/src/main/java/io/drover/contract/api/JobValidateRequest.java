package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** Body of the validation of a job. Null is unset. */
@RecordBuilder
public record JobValidateRequest(
    @Nullable Job job,
    @Nullable String region,
    @Nullable String namespace,
    @Nullable String secretId)
    implements JobValidateRequestBuilder.With {}
