/**
 * The port to the replicated log, the one place where state changes are ordered and made durable.
 * Pure Java: adapters live in {@code log.raft} and {@code log.memory}.
 */
@NullMarked
package io.drover.log;

import org.jspecify.annotations.NullMarked;
