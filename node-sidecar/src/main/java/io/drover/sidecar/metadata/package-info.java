/** The node's metadata: what the operator wrote down, and what was changed since. */
@NullMarked
package io.drover.sidecar.metadata;

import org.jspecify.annotations.NullMarked;
