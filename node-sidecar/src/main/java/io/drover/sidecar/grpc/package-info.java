/** The node's one session with the control plane. */
@NullMarked
package io.drover.sidecar.grpc;

import org.jspecify.annotations.NullMarked;
