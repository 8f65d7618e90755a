/**
 * The packaged programs as processes, doing real work, with clients that know nothing of Drover.
 */
@NullMarked
package io.drover.e2e;

import org.jspecify.annotations.NullMarked;
