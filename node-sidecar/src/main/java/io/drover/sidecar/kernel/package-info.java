/** The few system calls that Java has no name for. Nothing else in the sidecar is native. */
@NullMarked
package io.drover.sidecar.kernel;

import org.jspecify.annotations.NullMarked;
