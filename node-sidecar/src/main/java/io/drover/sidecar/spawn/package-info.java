/** Starting processes so that their exit is never lost. */
@NullMarked
package io.drover.sidecar.spawn;

import org.jspecify.annotations.NullMarked;
