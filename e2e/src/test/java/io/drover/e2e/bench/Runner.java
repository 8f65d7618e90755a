package io.drover.e2e.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Something that runs in a thread of its own, begun at once. */
final class Runner<T> {

  private final FutureTask<T> task;

  Runner(Callable<T> work) {
    task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().start(task);
  }

  T join() throws IOException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
