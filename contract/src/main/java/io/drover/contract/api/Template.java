package io.drover.contract.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A file rendered into the task directory, as a client sends it. Null is unset. */
@RecordBuilder
public record Template(
    @Nullable String sourcePath,
    @Nullable String destPath,
    @Nullable String embeddedTmpl,
    @Nullable String changeMode,
    @Nullable String changeSignal,
    @Nullable ChangeScript changeScript,
    @Nullable Duration splay,
    @Nullable String perms,
    @Nullable Integer uid,
    @Nullable Integer gid,
    @Nullable String leftDelim,
    @Nullable String rightDelim,
    @Nullable Boolean envvars,
    @Nullable Duration vaultGrace,
    @JsonProperty("Wait") @Nullable WaitConfig waitConfig,
    @Nullable Boolean errMissingKey)
    implements TemplateBuilder.With {}
