package io.drover.http.port;

import java.util.concurrent.CompletionStage;

/** Keeps reads from answering with a past that a client has already seen beyond. */
@FunctionalInterface
public interface ReadBarrier {

  /**
   * Completes once this member's snapshot holds everything that was committed before the call; at
   * once where that is known already. Fails with {@link io.drover.command.Unavailable} if it cannot
   * be found out. Reads with {@code stale} do not ask.
   */
  CompletionStage<Void> reached();
}
