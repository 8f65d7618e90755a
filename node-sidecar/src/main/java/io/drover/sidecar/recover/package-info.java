/** What is on disk, and what is found again at the next start. */
@NullMarked
package io.drover.sidecar.recover;

import org.jspecify.annotations.NullMarked;
