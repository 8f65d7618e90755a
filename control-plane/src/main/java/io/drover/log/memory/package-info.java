/** The log without disk or network, for unit tests and simulation. */
@NullMarked
package io.drover.log.memory;

import org.jspecify.annotations.NullMarked;
