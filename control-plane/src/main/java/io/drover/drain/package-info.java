/** Empties nodes at the pace that their jobs allow, while this member leads. */
@NullMarked
package io.drover.drain;

import org.jspecify.annotations.NullMarked;
