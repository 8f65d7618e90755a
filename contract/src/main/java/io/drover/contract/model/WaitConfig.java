package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a template waits for more changes before it is rendered. */
@RecordBuilder
public record WaitConfig(@Nullable Duration min, @Nullable Duration max)
    implements WaitConfigBuilder.With {}
