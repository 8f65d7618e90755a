/** Control groups, versions 1, 2 and both. */
@NullMarked
package io.drover.sidecar.cgroup;

import org.jspecify.annotations.NullMarked;
