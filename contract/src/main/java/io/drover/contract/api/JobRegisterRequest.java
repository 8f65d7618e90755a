package io.drover.contract.api;

import io.drover.contract.json.GoType;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** Body of the registration of a job. Source: objects.md 1.21. Null is unset. */
@RecordBuilder
public record JobRegisterRequest(
    @Nullable Job job,
    @Nullable JobSubmission submission,
    @Nullable Boolean enforceIndex,
    @GoType("uint64") @Nullable Long jobModifyIndex,
    @Nullable Boolean policyOverride,
    @Nullable Boolean preserveCounts,
    @Nullable Integer evalPriority,
    @Nullable String region,
    @Nullable String namespace,
    @Nullable String secretId)
    implements JobRegisterRequestBuilder.With {}
