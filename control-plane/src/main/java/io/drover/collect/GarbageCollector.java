package io.drover.collect;

import io.drover.command.Commands;
import io.drover.documents.JobDocuments;
import io.drover.evaluate.Timers;
import io.drover.state.SnapshotStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is finished and old while this member leads, again and again, and everything that
 * is finished when asked to. What can go is looked for on the executor, in a snapshot; only small
 * parts are committed at a time, so that other writes are never held up for long.
 */
public final class GarbageCollector implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(GarbageCollector.class);

  /** Rows of one commit, as many as Nomad takes. */
  private static final int ROWS_MAX = 7281;

  /** What the collector stands on. */
  public record Ports(
      Commands commands,
      SnapshotStore store,
      JobDocuments documents,
      Timers timers,
      InstantSource clock,
      Executor executor) {}

  private final Ports ports;
  private final Thresholds thresholds;
  private final Duration interval;
  private Timers.@Nullable Timer next;

  public GarbageCollector(Ports ports, Thresholds thresholds, Duration interval) {
    this.ports = ports;
    this.thresholds = thresholds;
    this.interval = interval;
  }

  /** This member leads from now on. */
  public synchronized void start() {
    stop();
    next = ports.timers().after(interval, this::round);
  }

  /** This member does not lead any more. */
  public synchronized void stop() {
    if (next != null) {
      next.cancel();
      next = null;
    }
  }

  @Override
  public void close() {
    stop();
  }

  private synchronized void round() {
    if (next != null) {
      next = ports.timers().after(interval, this::round);
      collect(thresholds)
          .whenComplete(
              (rows, failure) -> {
                if (failure != null) {
                  LOG.warnf("not everything could be collected: %s", failure.getMessage());
                } else if (rows > 0) {
                  LOG.debugf("collected %d rows", rows);
                }
              });
    }
  }

  /** Collects everything that is finished; completes with the number of rows. */
  public CompletionStage<Integer> collectAll() {
    return collect(Thresholds.NONE);
  }

  private CompletionStage<Integer> collect(Thresholds so) {
    return CompletableFuture.supplyAsync(
            () ->
                Collector.find(
                    ports.store().current(), ports.documents(), so, ports.clock().instant()),
            ports.executor())
        .thenCompose(garbage -> commit(garbage.parts(ROWS_MAX).iterator(), 0));
  }

  private CompletionStage<Integer> commit(Iterator<Garbage> parts, int before) {
    if (!parts.hasNext()) {
      return CompletableFuture.completedFuture(before);
    }
    return ports
        .commands()
        .submit(new CollectGarbage(parts.next()))
        .thenCompose(rows -> commit(parts, before + rows));
  }
}
