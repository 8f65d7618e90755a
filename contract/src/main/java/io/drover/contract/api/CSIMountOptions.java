package io.drover.contract.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a CSI volume is mounted, as a client sends it. Null is unset. */
@RecordBuilder
public record CSIMountOptions(
    @JsonProperty("FSType") @Nullable String fsType, @Nullable List<@Nullable String> mountFlags)
    implements CSIMountOptionsBuilder.With {}
