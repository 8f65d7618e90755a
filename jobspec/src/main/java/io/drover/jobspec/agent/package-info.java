/** The configuration of an agent, as its files and its command line give it. */
@NullMarked
package io.drover.jobspec.agent;

import org.jspecify.annotations.NullMarked;
