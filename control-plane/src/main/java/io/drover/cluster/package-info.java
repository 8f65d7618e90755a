/** How members find each other, and what each keeps of the others. */
@NullMarked
package io.drover.cluster;

import org.jspecify.annotations.NullMarked;
