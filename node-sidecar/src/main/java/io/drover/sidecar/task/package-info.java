/** The life of allocations and their tasks. */
@NullMarked
package io.drover.sidecar.task;

import org.jspecify.annotations.NullMarked;
