/** The benchmark of docs/bench: load from outside on the packaged programs, and on Nomad beside. */
@NullMarked
package io.drover.e2e.bench;

import org.jspecify.annotations.NullMarked;
