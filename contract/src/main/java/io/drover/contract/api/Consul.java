package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/** The Consul namespace of a group, as a client sends it. Null is unset. */
@RecordBuilder
public record Consul(@Nullable String namespace) implements ConsulBuilder.With {}
