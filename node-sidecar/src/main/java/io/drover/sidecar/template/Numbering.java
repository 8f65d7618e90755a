package io.drover.sidecar.template;

import org.jspecify.annotations.Nullable;

/**
 * The integers that loop counts through, not kept in memory.
 *
 * @param until the first that is not among them
 */
record Numbering(long from, long until) {

  /** The next one, or null at the end. */
  @Nullable Long at(long offset) {
    long value = from + offset;
    return value >= from && value < until ? value : null;
  }
}
