/** State as the JSON that clients expect. */
@NullMarked
package io.drover.http.render;

import org.jspecify.annotations.NullMarked;
