/** What happens around the runs of a task: before it starts, while it runs, after it has ended. */
@NullMarked
package io.drover.sidecar.task.hook;

import org.jspecify.annotations.NullMarked;
