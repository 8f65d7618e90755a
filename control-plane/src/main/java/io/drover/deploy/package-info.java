/** What the leader does for deployments. */
@NullMarked
package io.drover.deploy;

import org.jspecify.annotations.NullMarked;
