/** Start, configuration and wiring; nothing here decides anything about tasks. */
@NullMarked
package io.drover.sidecar.boot;

import org.jspecify.annotations.NullMarked;
