package io.drover.event;

import io.drover.contract.ids.Digest;
import io.drover.contract.ids.JobKey;

/** The newest version of a job came with the text that it was made from, stored before. */
public record JobSourceKept(JobKey job, Digest source) implements Event {}
