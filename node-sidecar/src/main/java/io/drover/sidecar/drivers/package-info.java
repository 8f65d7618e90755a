/** Ways to run a task. */
@NullMarked
package io.drover.sidecar.drivers;

import org.jspecify.annotations.NullMarked;
