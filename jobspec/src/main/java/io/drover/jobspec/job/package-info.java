/** From the syntax tree of a job file to the job of the HTTP API. */
@NullMarked
package io.drover.jobspec.job;

import org.jspecify.annotations.NullMarked;
