/** What the launcher needs to start an agent: files and flags made into two programs' settings. */
@NullMarked
package io.drover.cli.agent;

import org.jspecify.annotations.NullMarked;
