/** Vault as a node uses it: tokens of tasks are taken over and kept alive, secrets are read. */
@NullMarked
package io.drover.sidecar.vault;

import org.jspecify.annotations.NullMarked;
