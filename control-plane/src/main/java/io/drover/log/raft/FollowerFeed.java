package io.drover.log.raft;

import io.drover.log.LeaderInfo;
import io.drover.log.LogFollower;
import io.drover.log.LogUnavailableException;
import io.drover.log.SnapshotSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one way to the follower: one call at a time, in order.
 *
 * <p>Entries come on Ratis' applying thread. Leadership comes on threads that hold Ratis' locks, so
 * it is only noted there, and told by a thread of our own or, before the next entry, by the
 * applying thread: an entry of a new leader is never given before the news of the change.
 */
final class FollowerFeed implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(FollowerFeed.class.getName());

  private final LogFollower follower;
  private final ExecutorService teller =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("drover-log-teller").daemon(true).factory());
  private final ArrayDeque<Runnable> news = new ArrayDeque<>();
  private final Object turn = new Object();
  private volatile LeaderInfo leader = LeaderInfo.NONE;
  private @Nullable LogUnavailableException failure;

  FollowerFeed(LogFollower follower) {
    this.follower = follower;
  }

  void committed(long position, byte[] entry) {
    synchronized (turn) {
      tellNews();
      follower.committed(position, entry);
    }
  }

  void readSnapshot(long position, InputStream in) throws IOException {
    synchronized (turn) {
      tellNews();
      follower.readSnapshot(position, in);
    }
  }

  SnapshotSource captureSnapshot() {
    synchronized (turn) {
      return follower.captureSnapshot();
    }
  }

  /** Notes a change; never blocks. A repetition of what is known is left out. */
  void leadershipChanged(LeaderInfo info) {
    synchronized (news) {
      if (info.equals(leader)) {
        return;
      }
      leader = info;
      news.add(() -> follower.leadershipChanged(info));
    }
    tellSoon();
  }

  /** Notes the end of the log; only the first cause counts. */
  void failed(LogUnavailableException cause) {
    synchronized (news) {
      if (failure != null) {
        return;
      }
      failure = cause;
      news.add(() -> follower.failed(cause));
    }
    tellSoon();
  }

  private void tellSoon() {
    try {
      teller.execute(
          () -> {
            synchronized (turn) {
              tellNews();
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "closed, nobody is told", e);
    }
  }

  private void tellNews() {
    while (true) {
      Runnable next;
      synchronized (news) {
        next = news.poll();
      }
      if (next == null) {
        return;
      }
      next.run();
    }
  }

  LeaderInfo leader() {
    return leader;
  }

  /** What was noted is still told; then nothing more. */
  @Override
  public void close() {
    teller.shutdown();
    try {
      if (!teller.awaitTermination(500, TimeUnit.MILLISECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "the follower did not return within 500 ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
