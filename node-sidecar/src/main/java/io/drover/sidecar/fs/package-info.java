/** Files of allocations for those who ask over the API: never outside of the allocation. */
@NullMarked
package io.drover.sidecar.fs;

import org.jspecify.annotations.NullMarked;
