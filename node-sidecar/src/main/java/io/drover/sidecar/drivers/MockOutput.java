package io.drover.sidecar.drivers;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Writes a mock command's output in its own time. No thread waits for that time to come. */
final class MockOutput {

  private static final Executor WRITERS = write -> Thread.ofVirtual().start(write);

  private final MockCommand.Output output;
  private final Sink sink;
  private final BooleanSupplier stopped;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /** Where it goes. */
  interface Sink {
    void write(String text) throws IOException;
  }

  private MockOutput(MockCommand.Output output, Sink sink, BooleanSupplier stopped) {
    this.output = output;
    this.sink = sink;
    this.stopped = stopped;
  }

  /** Begins; what comes back is completed when all is written or {@code stopped} says so. */
  static CompletableFuture<Void> write(
      MockCommand.Output output, Sink sink, BooleanSupplier stopped) {
    MockOutput writing = new MockOutput(output, sink, stopped);
    if (output.text().isEmpty()) {
      writing.done.complete(null);
    } else {
      WRITERS.execute(() -> writing.step(output.repeat()));
    }
    return writing.done;
  }

  private void step(int left) {
    if (stopped.getAsBoolean()) {
      done.complete(null);
      return;
    }
    try {
      sink.write(output.text());
    } catch (IOException failure) {
      done.completeExceptionally(failure);
      return;
    }
    if (left > 0) {
      CompletableFuture.delayedExecutor(output.pause().toNanos(), TimeUnit.NANOSECONDS, WRITERS)
          .execute(() -> step(left - 1));
    } else {
      done.complete(null);
    }
  }
}
