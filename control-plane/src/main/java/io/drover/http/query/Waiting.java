package io.drover.http.query;

import io.drover.http.Failure;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import io.drover.state.WatchRegistry;
import io.netty.channel.EventLoop;
import io.netty.util.Timeout;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Queries that wait for a newer result. Each is registered with the watch registry for what it
 * reads, re-run on its connection's event loop when woken, and answered when its index passes the
 * one given, when its time is over, or never if the client leaves.
 */
final class Waiting {

  /** Spreads the ends of waits that began together; the fraction is Nomad's. */
  private static final int JITTER_FRACTION = 16;

  /** One query that has to wait. */
  record Request(
      String client, EventLoop loop, Query query, String key, long index, Duration waitMax) {}

  private final SnapshotStore store;
  private final WatchRegistry registry;
  private final Timeouts timeouts;
  private final SharedResults shared;
  private final WakeUps wakeUps = new WakeUps();

  Waiting(SnapshotStore store, WatchRegistry registry, Timeouts timeouts, SharedResults shared) {
    this.store = store;
    this.registry = registry;
    this.timeouts = timeouts;
    this.shared = shared;
  }

  /**
   * The newer result, or the unchanged one when the time is over.
   *
   * @param seenIndex the index of the snapshot that gave no newer result
   */
  Uni<Result> until(Request request, long seenIndex) {
    return Uni.createFrom().emitter(emitter -> new Waiter(request, emitter).start(seenIndex));
  }

  /** One waiting query. Its fields are used on its event loop only. */
  private final class Waiter {
    private final Request request;
    private final UniEmitter<? super Result> emitter;
    private WatchRegistry.@Nullable Registration registration;
    private @Nullable Timeout timeout;
    private boolean finished;

    Waiter(Request request, UniEmitter<? super Result> emitter) {
      this.request = request;
      this.emitter = emitter;
    }

    void start(long seenIndex) {
      if (!request.loop().inEventLoop()) {
        request.loop().execute(() -> start(seenIndex));
        return;
      }
      emitter.onTermination(() -> onLoop(this::abandon));
      timeout = timeouts.after(jittered(request.waitMax()), () -> onLoop(this::timedOut));
      await(seenIndex);
    }

    /** Registers; looks again at once if the state went on meanwhile. */
    private void await(long seenIndex) {
      try {
        WatchRegistry.Registration place =
            registry.register(
                request.client(),
                request.query().watches(),
                seenIndex,
                () -> wakeUps.add(request.loop(), this::woken));
        registration = place;
        if (place.movedOn()) {
          look(store.current());
        }
      } catch (WatchRegistry.TooManyWaiters e) {
        finish();
        emitter.fail(new Failure(429, e.getMessage()));
      } catch (RuntimeException e) {
        finish();
        emitter.fail(e);
      }
    }

    private void woken() {
      if (finished) {
        return;
      }
      try {
        Snapshot snapshot = store.current();
        if (!look(snapshot)) {
          await(snapshot.index());
        }
      } catch (RuntimeException e) {
        finish();
        emitter.fail(e);
      }
    }

    /** Answers if there is a newer result by now. */
    private boolean look(Snapshot snapshot) {
      Result result = shared.get(request.key(), request.query(), snapshot);
      if (result.index() <= request.index()) {
        return false;
      }
      finish();
      emitter.complete(result);
      return true;
    }

    private void timedOut() {
      if (finished) {
        return;
      }
      finish();
      try {
        emitter.complete(shared.get(request.key(), request.query(), store.current()));
      } catch (RuntimeException e) {
        emitter.fail(e);
      }
    }

    /** The client is gone. */
    private void abandon() {
      if (!finished) {
        finish();
      }
    }

    private void finish() {
      finished = true;
      if (timeout != null) {
        timeout.cancel();
      }
      if (registration != null) {
        registration.cancel();
      }
    }

    private void onLoop(Runnable step) {
      if (request.loop().inEventLoop()) {
        step.run();
      } else {
        request.loop().execute(step);
      }
    }
  }

  private static Duration jittered(Duration wait) {
    long nanos = wait.toNanos();
    return Duration.ofNanos(
        nanos + ThreadLocalRandom.current().nextLong(nanos / JITTER_FRACTION + 1));
  }
}
