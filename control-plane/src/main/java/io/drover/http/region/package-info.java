/** Requests that concern another region, handed on to a control plane there and back again. */
@NullMarked
package io.drover.http.region;

import org.jspecify.annotations.NullMarked;
