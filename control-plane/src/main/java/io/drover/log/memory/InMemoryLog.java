package io.drover.log.memory;

import io.drover.log.LeaderInfo;
import io.drover.log.LogFollower;
import io.drover.log.LogUnavailableException;
import io.drover.log.Member;
import io.drover.log.ReplicatedLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One member's view of an {@link InMemoryCluster}: how far it has read and whom it tells.
 *
 * <p>After {@link #close} it may be started again with a fresh follower, as a process would be: it
 * then reads the snapshot, if any, and every committed entry again.
 */
public final class InMemoryLog implements ReplicatedLog {

  private final InMemoryCluster cluster;
  private final Member self;
  private volatile @Nullable LogFollower follower;
  private volatile boolean paused;
  private volatile long scheduled;
  private volatile long given;

  /** Counts starts, so that callbacks meant for an earlier life are dropped. */
  private volatile int life;

  InMemoryLog(InMemoryCluster cluster, Member self) {
    this.cluster = cluster;
    this.self = self;
  }

  @Override
  public void start(LogFollower newFollower) {
    if (follower != null) {
      throw new IllegalStateException(self.id() + " is started already");
    }
    scheduled = 0;
    given = 0;
    life++;
    follower = newFollower;
    cluster.started(this);
  }

  @Override
  public CompletionStage<Long> append(long term, long position, byte[] entry) {
    if (follower == null) {
      return CompletableFuture.failedFuture(new LogUnavailableException("the log is closed"));
    }
    return cluster.append(this, term, position, entry);
  }

  @Override
  public CompletionStage<Void> barrier() {
    if (follower == null) {
      return CompletableFuture.failedFuture(new LogUnavailableException("the log is closed"));
    }
    return cluster.barrier(this);
  }

  @Override
  public LeaderInfo leader() {
    return cluster.leaderSeenBy(this);
  }

  @Override
  public List<Member> members() {
    return cluster.members();
  }

  @Override
  public void close() {
    if (follower != null) {
      follower = null;
      cluster.closed(this);
    }
  }

  /** This member hears nothing until {@link #resume}, as behind a cut link. */
  public void pause() {
    paused = true;
  }

  /** Gives the member what it has missed. */
  public void resume() {
    paused = false;
    cluster.resumed(this);
  }

  Member self() {
    return self;
  }

  boolean started() {
    return follower != null;
  }

  boolean reading() {
    return follower != null && !paused;
  }

  long scheduled() {
    return scheduled;
  }

  void schedule(long position) {
    scheduled = position;
  }

  long given() {
    return given;
  }

  /** What this life of the member is to be told; dropped if it ended before. */
  Runnable inThisLife(Callback callback) {
    int born = life;
    return () -> {
      LogFollower f = follower;
      if (f != null && life == born) {
        callback.accept(f);
      }
    };
  }

  void give(LogFollower f, long position, byte[] entry) {
    f.committed(position, entry);
    given = position;
  }

  void giveSnapshot(LogFollower f, long position, byte[] bytes) {
    try {
      f.readSnapshot(position, new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new IllegalStateException("the follower cannot read its own snapshot", e);
    }
    given = position;
  }

  /** Something to tell the follower. */
  @FunctionalInterface
  interface Callback {
    void accept(LogFollower follower);
  }
}
