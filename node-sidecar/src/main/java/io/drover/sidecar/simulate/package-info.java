/** Many nodes in one process that run nothing: real sessions with a control plane, mock tasks. */
@NullMarked
package io.drover.sidecar.simulate;

import org.jspecify.annotations.NullMarked;
