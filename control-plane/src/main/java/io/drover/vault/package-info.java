/** Tokens of Vault for tasks: made when a node asks, revoked when the task has ended. */
@NullMarked
package io.drover.vault;

import org.jspecify.annotations.NullMarked;
