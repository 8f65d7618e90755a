/** Files and archives that tasks have fetched before they start. */
@NullMarked
package io.drover.sidecar.task.hook.artifact;

import org.jspecify.annotations.NullMarked;
