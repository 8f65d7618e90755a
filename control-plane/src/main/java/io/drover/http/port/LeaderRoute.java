package io.drover.http.port;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where requests go that only the leader can answer. Answers at once, from any thread. */
public interface LeaderRoute {

  /** True if this member leads. */
  boolean leads();

  /** The HTTP address of the leader if that is another member; null if nobody is known to lead. */
  @Nullable URI leader();
}
