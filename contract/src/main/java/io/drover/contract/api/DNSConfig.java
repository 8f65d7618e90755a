package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Name resolution of a group, as a client sends it. Null is unset. */
@RecordBuilder
public record DNSConfig(
    @Nullable List<@Nullable String> servers,
    @Nullable List<@Nullable String> searches,
    @Nullable List<@Nullable String> options)
    implements DNSConfigBuilder.With {}
