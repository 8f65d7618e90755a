/** The filter language of lists. */
@NullMarked
package io.drover.http.query.filter;

import org.jspecify.annotations.NullMarked;
