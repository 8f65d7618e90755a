/** The log on Apache Ratis. Nothing of Ratis is visible outside this package. */
@NullMarked
package io.drover.log.raft;

import org.jspecify.annotations.NullMarked;
