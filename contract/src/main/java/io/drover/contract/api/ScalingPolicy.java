package io.drover.contract.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of a count, as a client sends them; the identity and the indexes are set by the server.
 * Null is unset.
 */
@RecordBuilder
public record ScalingPolicy(
    @Nullable String type,
    @Nullable Map<String, @Nullable String> target,
    @Nullable Map<String, @Nullable Object> policy,
    @JsonProperty("Min") @Nullable Long min,
    @JsonProperty("Max") @Nullable Long max,
    @Nullable Boolean enabled)
    implements ScalingPolicyBuilder.With {}
