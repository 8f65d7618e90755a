package io.drover.leader;

import io.drover.apply.Appliers;
import io.drover.command.Command;
import io.drover.command.Commands;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.command.Refusal;
import io.drover.command.Unavailable;
import io.drover.event.Event;
import io.drover.log.LeaderInfo;
import io.drover.log.LogFollower;
import io.drover.log.LogUnavailableException;
import io.drover.log.ReplicatedLog;
import io.drover.log.SnapshotSource;
import io.drover.metrics.CommandMetrics;
import io.drover.metrics.MetricSet;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotCodec;
import io.drover.state.SnapshotStore;
import io.drover.state.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one writer. On the leader, one thread takes commands from a queue, decides each against the
 * newest state (which may not be committed yet), and appends what has queued up as one entry;
 * several entries may be in flight. Answers go out after the commit. On every member, the log's
 * thread hands committed entries to {@link #committed}, which publishes the state that they lead
 * to: on the leader the one it has decided already, elsewhere and at replay by applying the events.
 * When leadership is lost, or an append fails, the undecided and uncommitted are thrown away and
 * their callers told to try again.
 */
public final class CommandLoop implements Commands, LogFollower, AutoCloseable {

  /**
   * As many commands may wait; a client that finds the queue full is told so. About 10 MB of small
   * commands.
   */
  public static final int QUEUE_MAX = 10_000;

  /** As many commands make up one entry at most: about 1 ms of deciding. */
  private static final int BATCH_MAX = 256;

  /** As many entries are on their way to the disk and to other members at once. */
  private static final int IN_FLIGHT_MAX = 8;

  private static final Logger LOG = Logger.getLogger(CommandLoop.class);

  private final ReplicatedLog log;
  private final SnapshotStore store;
  private final Context context;
  private final Executor answers;
  private final CommandMetrics metrics;
  private final BlockingQueue<Waiting<?>> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final List<Consumer<LeaderInfo>> leadershipListeners = new CopyOnWriteArrayList<>();
  private final Thread thread;

  private final Object lock = new Object();
  // Guarded by lock:
  private final Deque<Batch> inFlight = new ArrayDeque<>();
  private Semaphore slots = new Semaphore(IN_FLIGHT_MAX);
  private LeaderInfo leader = LeaderInfo.NONE;
  private Unavailable whyNot = new Unavailable("No cluster leader");
  private long position; // of the newest entry appended here, or committed
  private long committedPosition;
  private @Nullable Snapshot newest; // null unless this member leads

  private volatile boolean stopped;

  /**
   * Makes the loop; {@link #start} begins work.
   *
   * @param answers where answers are completed, so that what hangs on them does not hold up the log
   */
  public CommandLoop(ReplicatedLog log, SnapshotStore store, Context context, Executor answers) {
    this(log, store, context, answers, new CommandMetrics(new MetricSet()));
  }

  /** The same with figures that somebody looks at. */
  public CommandLoop(
      ReplicatedLog log,
      SnapshotStore store,
      Context context,
      Executor answers,
      CommandMetrics metrics) {
    this.metrics = metrics;
    this.log = log;
    this.store = store;
    this.context = context;
    this.answers = answers;
    this.thread = Thread.ofPlatform().name("command-loop").unstarted(this::run);
  }

  /** Opens the log and begins to take commands. */
  public void start() {
    log.start(this);
    thread.start();
  }

  /** Tells {@code listener}, on the log's thread, whenever leadership changes. */
  public void onLeadership(Consumer<LeaderInfo> listener) {
    leadershipListeners.add(listener);
  }

  /** How many commands wait to be decided. */
  public int waiting() {
    return queue.size();
  }

  /** True while the thread that takes commands lives. */
  public boolean alive() {
    return thread.isAlive();
  }

  @Override
  public <R> CompletionStage<R> submit(Command<R> command) {
    Waiting<R> waiting = new Waiting<>(command);
    if (!queue.offer(waiting)) {
      waiting.fail(new Unavailable("too many commands are waiting (" + QUEUE_MAX + "); try again"));
    }
    return waiting.answer();
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    log.close();
    abandon(new Unavailable("the control plane is stopping"));
  }

  private void run() {
    while (!stopped) {
      try {
        Semaphore slot = slot();
        slot.acquire();
        step(queue.take(), slot);
      } catch (InterruptedException e) {
        if (stopped) {
          return;
        }
      } catch (RuntimeException | Error e) {
        LOG.error("the command loop met a defect and goes on with the next command", e);
      }
    }
  }

  private Semaphore slot() {
    synchronized (lock) {
      return slots;
    }
  }

  private void step(Waiting<?> first, Semaphore slot) {
    Snapshot base;
    long term;
    Unavailable refusal;
    synchronized (lock) {
      base = newest;
      term = leader.term();
      refusal = whyNot;
    }
    if (base == null) {
      slot.release();
      first.fail(refusal);
      return;
    }
    Batch batch = new Batch(base);
    Waiting<?> next = first;
    while (next != null) {
      decide(next, batch);
      next = batch.size() < BATCH_MAX && !batch.full() ? queue.poll() : null;
    }
    send(batch, base, term, slot);
  }

  private <R> void decide(Waiting<R> command, Batch batch) {
    Outcome<R> outcome;
    long began = System.nanoTime();
    try {
      outcome = command.decide(batch.after(), context);
      batch.add(command, outcome.events());
      metrics.decided(command.command(), began);
    } catch (Refusal e) {
      answers.execute(() -> command.fail(e));
    } catch (RuntimeException e) {
      LOG.error("a command failed in deciding", e);
      answers.execute(() -> command.fail(e));
    }
  }

  private void send(Batch batch, Snapshot base, long term, Semaphore slot) {
    if (batch.size() == 0) {
      slot.release();
      return;
    }
    byte[] entry = batch.writesNothing() ? null : batch.seal();
    if (entry != null && entry.length > ReplicatedLog.ENTRY_BYTES_MAX) {
      // Nothing was appended, so that what was decided before and comes after is not concerned.
      slot.release();
      LOG.errorf("commands of %d bytes are more than the log takes", entry.length);
      answers.execute(
          () -> batch.fail(new Unavailable("too large for the log: " + entry.length + " bytes")));
      return;
    }
    long at;
    synchronized (lock) {
      if (newest != base || leader.term() != term) {
        slot.release();
        answers.execute(() -> batch.fail(new Unavailable("leadership changed; try again")));
        return;
      }
      if (entry == null) {
        slot.release();
        answerAfterInFlight(batch);
        return;
      }
      inFlight.add(batch);
      newest = batch.after();
      at = ++position;
    }
    long began = System.nanoTime();
    log.append(term, at, entry)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                metrics.committed(began);
              }
              appended(slot, failure);
            });
  }

  /**
   * What was read may not be committed yet: the answer waits for what is in flight. Called under
   * the lock.
   */
  private void answerAfterInFlight(Batch batch) {
    if (inFlight.isEmpty()) {
      answers.execute(batch::complete);
    } else {
      inFlight.add(batch);
    }
  }

  private void appended(Semaphore slot, @Nullable Throwable failure) {
    slot.release();
    if (failure != null) {
      LOG.warnf("an append failed: %s", failure.getMessage());
      abandon(
          new Unavailable(
              failure.getMessage() == null ? "append failed" : failure.getMessage(), failure));
      resume();
    }
  }

  /** Throws away what is not committed, and fails its callers. */
  private void abandon(Unavailable why) {
    List<Batch> lost;
    synchronized (lock) {
      lost = List.copyOf(inFlight);
      inFlight.clear();
      newest = null;
      whyNot = why;
      slots = new Semaphore(IN_FLIGHT_MAX);
    }
    lost.forEach(batch -> answers.execute(() -> batch.fail(why)));
  }

  /**
   * After a failed append in a term that goes on: takes up again from what the log has committed by
   * then.
   */
  private void resume() {
    if (stopped) {
      return;
    }
    log.barrier()
        .whenComplete(
            (done, failure) -> {
              synchronized (lock) {
                if (failure == null && leader.leads() && newest == null && inFlight.isEmpty()) {
                  position = committedPosition;
                  newest = store.current();
                }
              }
              if (failure != null && log.leader().leads()) {
                CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS, answers)
                    .execute(this::resume);
              }
            });
  }

  @Override
  public void committed(long at, byte[] entry) {
    Batch own = null;
    List<Batch> reads = List.of();
    synchronized (lock) {
      committedPosition = at;
      Batch head = inFlight.peek();
      if (head != null && !head.writesNothing() && Arrays.equals(head.entry(), entry)) {
        own = inFlight.poll();
        reads = readsAtHead();
      }
    }
    if (own != null) {
      store.publish(own.after(), own.touched());
      Batch decided = own;
      answers.execute(decided::complete);
      reads.forEach(read -> answers.execute(read::complete));
    } else {
      replay(entry);
    }
  }

  private List<Batch> readsAtHead() {
    List<Batch> reads = new ArrayList<>();
    while (!inFlight.isEmpty() && inFlight.peek().writesNothing()) {
      reads.add(inFlight.poll());
    }
    return reads;
  }

  private void replay(byte[] entry) {
    Snapshot state = store.current();
    Set<Watch> touched = new HashSet<>();
    for (List<Event> events : EntryCodec.decode(entry)) {
      Appliers.Applied applied = Appliers.apply(state, events, state.index() + 1);
      state = applied.snapshot();
      touched.addAll(applied.touched());
    }
    store.publish(state, touched);
  }

  @Override
  public void leadershipChanged(LeaderInfo info) {
    abandon(new Unavailable("No cluster leader"));
    synchronized (lock) {
      leader = info;
      if (info.leads()) {
        position = info.position();
        committedPosition = info.position();
        newest = store.current();
      }
    }
    leadershipListeners.forEach(listener -> listener.accept(info));
  }

  @Override
  public SnapshotSource captureSnapshot() {
    Snapshot state = store.current();
    return out -> SnapshotCodec.write(state, out);
  }

  @Override
  public void readSnapshot(long at, InputStream in) throws IOException {
    Snapshot state = SnapshotCodec.read(in);
    synchronized (lock) {
      committedPosition = at;
    }
    store.publish(state, Set.of());
  }

  @Override
  public void failed(LogUnavailableException cause) {
    LOG.errorf(cause, "the log stopped: nothing can be written until this member is started again");
    abandon(new Unavailable(cause.getMessage(), cause));
  }
}
