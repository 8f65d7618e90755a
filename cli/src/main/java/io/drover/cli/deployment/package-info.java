/** Commands about deployments. */
@NullMarked
package io.drover.cli.deployment;

import org.jspecify.annotations.NullMarked;
