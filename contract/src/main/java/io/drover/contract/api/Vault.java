package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Vault token of a task, as a client sends it. Null is unset. */
@RecordBuilder
public record Vault(
    @Nullable List<@Nullable String> policies,
    @Nullable String namespace,
    @Nullable Boolean env,
    @Nullable Boolean disableFile,
    @Nullable String changeMode,
    @Nullable String changeSignal)
    implements VaultBuilder.With {}
