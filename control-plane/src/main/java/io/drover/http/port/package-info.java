/** What the HTTP interface needs from the rest of the program. */
@NullMarked
package io.drover.http.port;

import org.jspecify.annotations.NullMarked;
