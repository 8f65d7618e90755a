/** How both programs speak to Vault: where it is, over TLS, and one request. */
@NullMarked
package io.drover.contract.vault;

import org.jspecify.annotations.NullMarked;
