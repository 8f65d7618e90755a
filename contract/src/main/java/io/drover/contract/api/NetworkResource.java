package io.drover.contract.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ports asked for, as a client sends them. Null is unset. */
@RecordBuilder
public record NetworkResource(
    @Nullable String mode,
    @Nullable String device,
    @Nullable String cidr,
    @Nullable String ip,
    @Nullable String hostname,
    @JsonProperty("MBits") @Nullable Integer mbits,
    @Nullable DNSConfig dns,
    @Nullable List<@Nullable Port> reservedPorts,
    @Nullable List<@Nullable Port> dynamicPorts)
    implements NetworkResourceBuilder.With {}
