/**
 * The engine below the task drivers (executor.md): starts processes in cgroups of their own, tells
 * how they ended, and leaves nothing of them behind.
 */
@NullMarked
package io.drover.sidecar.executor;

import org.jspecify.annotations.NullMarked;
