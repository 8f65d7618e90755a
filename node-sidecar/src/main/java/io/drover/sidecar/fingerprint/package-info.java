/** What this machine is and has. */
@NullMarked
package io.drover.sidecar.fingerprint;

import org.jspecify.annotations.NullMarked;
