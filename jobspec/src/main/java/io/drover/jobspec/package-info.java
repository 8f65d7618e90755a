/** The languages that people write: job files and agent configuration files. */
@NullMarked
package io.drover.jobspec;

import org.jspecify.annotations.NullMarked;
