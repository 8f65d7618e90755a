package io.drover.contract.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a template waits for more changes, as a client sends it. Null is unset. */
@RecordBuilder
public record WaitConfig(
    @JsonProperty("Min") @Nullable Duration min, @JsonProperty("Max") @Nullable Duration max)
    implements WaitConfigBuilder.With {}
