package io.drover.log.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets many waiting readers share one barrier entry. A caller needs an entry appended after its
 * call, so it joins the next one, never the one on its way: at most one is on its way and one more
 * gathers callers.
 */
final class Barriers {

  private final LongFunction<CompletableFuture<Long>> append;
  private List<CompletableFuture<Void>> gathering = new ArrayList<>();
  private boolean onItsWay;
  private long number;

  Barriers(LongFunction<CompletableFuture<Long>> append) {
    this.append = append;
  }

  CompletableFuture<Void> await() {
    CompletableFuture<Void> result = new CompletableFuture<>();
    synchronized (this) {
      gathering.add(result);
      if (onItsWay) {
        return result;
      }
      onItsWay = true;
    }
    next();
    return result;
  }

  private void next() {
    List<CompletableFuture<Void>> callers;
    long mine;
    synchronized (this) {
      if (gathering.isEmpty()) {
        onItsWay = false;
        return;
      }
      callers = gathering;
      gathering = new ArrayList<>();
      mine = ++number;
    }
    append.apply(mine).whenComplete((position, error) -> done(callers, error));
  }

  private void done(List<CompletableFuture<Void>> callers, @Nullable Throwable error) {
    next();
    for (CompletableFuture<Void> caller : callers) {
      if (error == null) {
        caller.complete(null);
      } else {
        caller.completeExceptionally(error);
      }
    }
  }
}
