package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/** Whether a task gets its identity token in its environment, a file, or both. */
@RecordBuilder
public record WorkloadIdentity(boolean env, boolean file) implements WorkloadIdentityBuilder.With {}
