/** The functions of the job language. Each group is a table of its own. */
@NullMarked
package io.drover.jobspec.functions;

import org.jspecify.annotations.NullMarked;
