package io.drover.contract.api;

import io.drover.contract.json.KeepEmpty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service of a group or task, as a client sends it; its CheckRestart is merged into its checks.
 * Null is unset.
 */
@RecordBuilder
public record Service(
    @Nullable String name,
    @Nullable String taskName,
    @Nullable String portLabel,
    @Nullable String addressMode,
    @Nullable String address,
    @Nullable Boolean enableTagOverride,
    @Nullable List<@Nullable String> tags,
    @Nullable List<@Nullable String> canaryTags,
    @Nullable List<@Nullable ServiceCheck> checks,
    @Nullable CheckRestart checkRestart,
    @KeepEmpty @Nullable Map<String, @Nullable Object> connect,
    @Nullable Map<String, @Nullable String> meta,
    @Nullable Map<String, @Nullable String> canaryMeta,
    @Nullable Map<String, @Nullable String> taggedAddresses,
    @Nullable String namespace,
    @Nullable String onUpdate,
    @Nullable String provider)
    implements ServiceBuilder.With {}
