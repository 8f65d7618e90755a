/** Task output: collecting, rotating, reading. */
@NullMarked
package io.drover.sidecar.logs;

import org.jspecify.annotations.NullMarked;
