package io.drover.contract.model;

import io.drover.contract.ids.Digest;
import io.soabase.recordbuilder.core.RecordBuilder;

/** The version of a job that an allocation runs: its document's digest and its facts. */
@RecordBuilder
public record JobRef(
    Digest digest, long version, long createIndex, long jobModifyIndex, JobType type)
    implements JobRefBuilder.With {}
