/** The HTTP API: parse, authorize, call, render. No decisions here. */
@NullMarked
package io.drover.http;

import org.jspecify.annotations.NullMarked;
