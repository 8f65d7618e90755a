/** Gives a task its Vault token. */
@NullMarked
package io.drover.sidecar.task.hook.vault;

import org.jspecify.annotations.NullMarked;
