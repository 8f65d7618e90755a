/** Immutable documents, addressed by their SHA-256. */
@NullMarked
package io.drover.documents;

import org.jspecify.annotations.NullMarked;
