package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** That a task is a storage plugin, as a client sends it. Null is unset. */
@RecordBuilder
public record TaskCSIPluginConfig(
    @Nullable String id,
    @Nullable String type,
    @Nullable String mountDir,
    @Nullable String stagePublishBaseDir,
    @Nullable Duration healthTimeout)
    implements TaskCSIPluginConfigBuilder.With {}
