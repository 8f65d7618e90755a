/** Collection of what is finished and old. */
@NullMarked
package io.drover.collect;

import org.jspecify.annotations.NullMarked;
