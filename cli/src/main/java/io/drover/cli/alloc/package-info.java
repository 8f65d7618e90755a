/** Commands about allocations. */
@NullMarked
package io.drover.cli.alloc;

import org.jspecify.annotations.NullMarked;
