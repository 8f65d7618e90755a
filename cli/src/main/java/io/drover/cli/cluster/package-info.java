/** Commands about nodes, servers and evaluations. */
@NullMarked
package io.drover.cli.cluster;

import org.jspecify.annotations.NullMarked;
