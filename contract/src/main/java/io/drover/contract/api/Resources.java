package io.drover.contract.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a task asks for, as a client sends it. Null is unset. */
@RecordBuilder
public record Resources(
    @JsonProperty("CPU") @Nullable Integer cpu,
    @Nullable Integer cores,
    @Nullable Integer memoryMb,
    @Nullable Integer memoryMaxMb,
    @Nullable Integer diskMb,
    @Nullable Integer iops,
    @Nullable List<@Nullable NetworkResource> networks,
    @Nullable List<@Nullable RequestedDevice> devices)
    implements ResourcesBuilder.With {}
