/** Template blocks of a task: rendered before it starts, rendered again while it runs. */
@NullMarked
package io.drover.sidecar.task.hook.template;

import org.jspecify.annotations.NullMarked;
