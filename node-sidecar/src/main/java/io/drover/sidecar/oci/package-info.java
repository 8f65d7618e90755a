/**
 * Isolated tasks through an OCI runtime: finds one that works, writes its bundles, and takes away
 * what it leaves.
 */
@NullMarked
package io.drover.sidecar.oci;

import org.jspecify.annotations.NullMarked;
