/** Checks of services: run here, their results shown and acted on. */
@NullMarked
package io.drover.sidecar.task.check;

import org.jspecify.annotations.NullMarked;
