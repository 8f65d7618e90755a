package io.drover.contract.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text that a job was made from, as a client sends it. Null is unset. */
@RecordBuilder
public record JobSubmission(
    @Nullable String source,
    @Nullable String format,
    @Nullable Map<String, @Nullable String> variableFlags,
    @Nullable String variables)
    implements JobSubmissionBuilder.With {}
