/** What tasks and the machine use. */
@NullMarked
package io.drover.sidecar.stats;

import org.jspecify.annotations.NullMarked;
