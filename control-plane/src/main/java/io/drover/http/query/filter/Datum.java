package io.drover.http.query.filter;

import org.jspecify.annotations.Nullable;

/** Something with named fields that is no record itself. */
public interface Datum {

  /** What {@link #field} gives for a name that it does not know. */
  Object UNKNOWN = new Object();

  /** The field's value, null if unset, {@link #UNKNOWN} if there is no such field. */
  @Nullable Object field(String name);
}
