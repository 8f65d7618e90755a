package io.drover.log.memory;

import io.drover.log.CommitUnknownException;
import io.drover.log.LeaderInfo;
import io.drover.log.LogUnavailableException;
import io.drover.log.Member;
import io.drover.log.NotLeaderException;
import io.drover.log.ReplicatedLog;
import io.drover.log.SnapshotSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A log shared by several members in one process, whose commits, elections and losses the test
 * decides. It owns the entries; a member owns only how far it has read.
 *
 * <p>Callbacks run on the executor, never under the lock and one at a time over all members, in an
 * order that depends on nothing but the order of the calls: with a direct executor and one thread a
 * run is deterministic. Invariant: entries up to {@code committed} are never changed.
 */
public final class InMemoryCluster {

  /** What an election does to entries that were appended but not committed. */
  public enum Uncommitted {
    /** They had reached the new leader: it commits them before it is ready. */
    KEEP,
    /** They had not: they are gone. */
    LOSE
  }

  /** An entry, and who waits for it: nobody any more once its leader is deposed. */
  private record Entry(
      byte[] bytes, @Nullable InMemoryLog appender, CompletableFuture<Long> appended) {}

  private record Snapshot(long position, byte[] bytes) {}

  private final Map<String, InMemoryLog> logs = new LinkedHashMap<>();
  private final List<Member> members;
  private final Executor executor;
  private final ArrayDeque<Runnable> callbacks = new ArrayDeque<>();
  private boolean draining;

  private final List<Entry> entries = new ArrayList<>();
  private final List<CompletableFuture<Void>> barriers = new ArrayList<>();
  private @Nullable Snapshot snapshot;
  private long firstPosition = 1;
  private long committed;
  private long termStart;
  private long term;
  private boolean held;
  private @Nullable LogUnavailableException refusal;
  private @Nullable InMemoryLog leader;

  /** A cluster whose callbacks run on the thread that causes them. */
  public InMemoryCluster(String... ids) {
    this(List.of(ids), Runnable::run);
  }

  /** A cluster whose callbacks run on this executor. */
  public InMemoryCluster(List<String> ids, Executor executor) {
    this.executor = executor;
    for (int i = 0; i < ids.size(); i++) {
      logs.put(ids.get(i), new InMemoryLog(this, new Member(ids.get(i), "127.0.0.1", i + 1)));
    }
    this.members = logs.values().stream().map(InMemoryLog::self).toList();
  }

  /** A cluster of one member that leads as soon as it is started. */
  public static InMemoryLog single() {
    InMemoryCluster cluster = new InMemoryCluster("m1");
    cluster.elect("m1", Uncommitted.LOSE);
    return cluster.member("m1");
  }

  /** The log as this member sees it. */
  public InMemoryLog member(String id) {
    InMemoryLog log = logs.get(id);
    if (log == null) {
      throw new IllegalArgumentException("no member " + id + " in " + logs.keySet());
    }
    return log;
  }

  /** Entries appended from now on stay uncommitted. */
  public void hold() {
    run(() -> held = true);
  }

  /** Commits what was held and everything from now on. */
  public void release() {
    run(
        () -> {
          held = false;
          commit(Integer.MAX_VALUE);
        });
  }

  /** Commits the first so many held entries and holds the rest. */
  public void release(int count) {
    run(() -> commit(count));
  }

  /** From now on appends are refused with this error; null ends it. */
  public void refuse(@Nullable LogUnavailableException cause) {
    run(() -> refusal = cause);
  }

  /** Makes this member the leader of a new term. Appends in flight end as unknown. */
  public void elect(String id, Uncommitted uncommitted) {
    run(() -> newTerm(member(id), uncommitted));
  }

  /** Takes leadership away; nobody leads until the next {@link #elect}. */
  public void depose(Uncommitted uncommitted) {
    run(() -> newTerm(null, uncommitted));
  }

  /** Takes a snapshot of a member that has read everything and drops the entries it contains. */
  public void compact(String id) {
    run(
        () -> {
          InMemoryLog log = member(id);
          callback(
              log.inThisLife(
                  f -> {
                    byte[] bytes = write(f.captureSnapshot());
                    long position = log.given();
                    run(() -> dropUpTo(new Snapshot(position, bytes)));
                  }));
        });
  }

  /** How many appended entries are not committed yet. */
  public int uncommitted() {
    synchronized (this) {
      return (int) (lastPosition() - committed);
    }
  }

  CompletionStage<Long> append(InMemoryLog log, long atTerm, long position, byte[] bytes) {
    CompletableFuture<Long> result = new CompletableFuture<>();
    run(
        () -> {
          RuntimeException no = reasonAgainst(log, atTerm, position, bytes);
          if (no != null) {
            callback(() -> result.completeExceptionally(no));
            return;
          }
          entries.add(new Entry(bytes.clone(), log, result));
          if (!held) {
            commit(Integer.MAX_VALUE);
          }
        });
    return result;
  }

  private @Nullable RuntimeException reasonAgainst(
      InMemoryLog log, long atTerm, long position, byte[] bytes) {
    if (log != leader || !log.started() || atTerm != term) {
      return new NotLeaderException(log.self().id() + " does not lead term " + atTerm);
    }
    if (refusal != null) {
      return refusal;
    }
    if (bytes.length > ReplicatedLog.ENTRY_BYTES_MAX) {
      return new LogUnavailableException("an entry of " + bytes.length + " bytes is too large");
    }
    if (position != lastPosition() + 1) {
      return new NotLeaderException(
          "position " + position + " is not the next, which is " + (lastPosition() + 1));
    }
    return null;
  }

  CompletionStage<Void> barrier(InMemoryLog log) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    run(
        () -> {
          if (log != leader || !log.started()) {
            callback(
                () ->
                    result.completeExceptionally(
                        new NotLeaderException(log.self().id() + " does not lead")));
          } else if (held) {
            barriers.add(result);
          } else {
            callback(() -> result.complete(null));
          }
        });
    return result;
  }

  void started(InMemoryLog log) {
    run(
        () -> {
          catchUp(log);
          tell(log);
        });
  }

  void closed(InMemoryLog log) {
    run(
        () -> {
          if (log == leader) {
            newTerm(null, Uncommitted.KEEP);
          }
        });
  }

  void resumed(InMemoryLog log) {
    run(
        () -> {
          catchUp(log);
          tell(log);
        });
  }

  synchronized LeaderInfo leaderSeenBy(InMemoryLog log) {
    boolean leads = log == leader && log.started();
    return new LeaderInfo(
        term,
        Optional.ofNullable(leader).map(InMemoryLog::self),
        leads,
        leads ? termStart : log.given());
  }

  List<Member> members() {
    return members;
  }

  private void newTerm(@Nullable InMemoryLog next, Uncommitted uncommitted) {
    int open = (int) (lastPosition() - committed);
    CommitUnknownException unknown =
        new CommitUnknownException("leadership of term " + term + " was lost");
    List<Entry> tail = entries.subList(entries.size() - open, entries.size());
    List<Entry> orphans =
        tail.stream().map(e -> new Entry(e.bytes(), null, new CompletableFuture<>())).toList();
    List<CompletableFuture<?>> lost = new ArrayList<>(barriers);
    // Also those that are committed but which a paused leader was never given.
    entries.stream().map(Entry::appended).filter(f -> !f.isDone()).forEach(lost::add);
    tail.clear();
    barriers.clear();
    leader = null;
    term++;
    logs.values().forEach(this::tell);
    lost.forEach(f -> callback(() -> f.completeExceptionally(unknown)));
    if (uncommitted == Uncommitted.KEEP) {
      entries.addAll(orphans);
    }
    if (next != null) {
      commit(Integer.MAX_VALUE);
      termStart = committed;
      leader = next;
      logs.values().forEach(this::tell);
    }
  }

  private void commit(int count) {
    committed = Math.min(lastPosition(), committed + Math.min(count, uncommitted()));
    logs.values().forEach(this::catchUp);
    if (committed == lastPosition()) {
      List<CompletableFuture<Void>> done = List.copyOf(barriers);
      barriers.clear();
      done.forEach(f -> callback(() -> f.complete(null)));
    }
  }

  private void catchUp(InMemoryLog log) {
    if (!log.reading()) {
      return;
    }
    Snapshot base = snapshot;
    if (base != null && log.scheduled() < firstPosition - 1) {
      log.schedule(base.position());
      callback(log.inThisLife(f -> log.giveSnapshot(f, base.position(), base.bytes())));
    }
    for (long p = log.scheduled() + 1; p <= committed; p++) {
      Entry entry = entries.get((int) (p - firstPosition));
      long position = p;
      log.schedule(position);
      callback(
          log.inThisLife(
              f -> {
                log.give(f, position, entry.bytes().clone());
                if (log == entry.appender()) {
                  entry.appended().complete(position);
                }
              }));
    }
  }

  private void tell(InMemoryLog log) {
    if (log.reading()) {
      LeaderInfo info = leaderSeenBy(log);
      callback(log.inThisLife(f -> f.leadershipChanged(info)));
    }
  }

  private void dropUpTo(Snapshot taken) {
    if (taken.position() >= firstPosition) {
      entries.subList(0, (int) (taken.position() - firstPosition + 1)).clear();
      firstPosition = taken.position() + 1;
      snapshot = taken;
    }
  }

  private long lastPosition() {
    return firstPosition - 1 + entries.size();
  }

  private static byte[] write(SnapshotSource source) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      source.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void callback(Runnable callback) {
    callbacks.add(callback);
  }

  /** Changes the cluster under its lock, then lets the callbacks it caused run outside of it. */
  private void run(Runnable change) {
    synchronized (this) {
      change.run();
      if (draining || callbacks.isEmpty()) {
        return;
      }
      draining = true;
    }
    executor.execute(this::drain);
  }

  private void drain() {
    while (true) {
      Runnable next;
      synchronized (this) {
        next = callbacks.poll();
        if (next == null) {
          draining = false;
          return;
        }
      }
      next.run();
    }
  }
}
