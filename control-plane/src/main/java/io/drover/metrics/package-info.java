/** Figures of what this member does, under the names that dashboards made for Nomad look for. */
@NullMarked
package io.drover.metrics;

import org.jspecify.annotations.NullMarked;
