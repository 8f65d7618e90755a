/** The executor's service for other programs of this machine. */
@NullMarked
package io.drover.sidecar.grpc.executor;

import org.jspecify.annotations.NullMarked;
