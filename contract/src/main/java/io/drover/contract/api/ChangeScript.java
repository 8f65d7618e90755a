package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is run when a template has changed, as a client sends it. Null is unset. */
@RecordBuilder
public record ChangeScript(
    @Nullable String command,
    @Nullable List<@Nullable String> args,
    @Nullable Duration timeout,
    @Nullable Boolean failOnError)
    implements ChangeScriptBuilder.With {}
