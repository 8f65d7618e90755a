/** Commands about jobs. */
@NullMarked
package io.drover.cli.job;

import org.jspecify.annotations.NullMarked;
