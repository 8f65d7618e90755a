/** Reads: parameters, blocking, paging and sharing of equal queries. */
@NullMarked
package io.drover.http.query;

import org.jspecify.annotations.NullMarked;
