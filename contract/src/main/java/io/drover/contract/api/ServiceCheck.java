package io.drover.contract.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A health check of a service, as a client sends it. Null is unset. */
@RecordBuilder
public record ServiceCheck(
    @Nullable String name,
    @Nullable String type,
    @Nullable String command,
    @Nullable List<@Nullable String> args,
    @Nullable String path,
    @Nullable String protocol,
    @Nullable String portLabel,
    @Nullable Boolean expose,
    @Nullable String addressMode,
    @Nullable Duration interval,
    @Nullable Duration timeout,
    @Nullable String initialStatus,
    @Nullable String tlsServerName,
    @Nullable Boolean tlsSkipVerify,
    @Nullable String method,
    @Nullable Map<String, @Nullable List<String>> header,
    @Nullable CheckRestart checkRestart,
    @Nullable String grpcService,
    @JsonProperty("GRPCUseTLS") @Nullable Boolean grpcUseTls,
    @Nullable String taskName,
    @Nullable Integer successBeforePassing,
    @Nullable Integer failuresBeforeCritical,
    @Nullable String body,
    @Nullable String onUpdate)
    implements ServiceCheckBuilder.With {}
