/** The `drover` command: argument parsing, the HTTP client and what it prints. */
@NullMarked
package io.drover.cli;

import org.jspecify.annotations.NullMarked;
