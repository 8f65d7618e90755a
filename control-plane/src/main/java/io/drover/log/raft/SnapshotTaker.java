package io.drover.log.raft;

import io.drover.log.SnapshotSource;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a snapshot is due, captures it on the applying thread and writes it on its own.
 *
 * <p>Ratis asks often and purges its log up to the index it is answered. It is answered the index
 * of the snapshot before the newest: the log that leads from there to the newest is kept as long as
 * both snapshots are.
 */
final class SnapshotTaker implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(SnapshotTaker.class.getName());

  /** After a failed attempt (disk full, most likely) the next waits this long. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final SnapshotFiles files;
  private final DiskSpace space;
  private final RatisLogConfig.Limits limits;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("drover-log-snapshot").daemon(true).factory());

  private long entries;
  private long bytes;
  private boolean writing;
  private int generation;
  private long purgeable = RaftLog.INVALID_LOG_INDEX;
  private @Nullable SingleFileSnapshotInfo newest;
  private @Nullable Long retryAt;

  SnapshotTaker(SnapshotFiles files, DiskSpace space, RatisLogConfig.Limits limits) {
    this.files = files;
    this.space = space;
    this.limits = limits;
  }

  /** An entry of this size was applied. */
  synchronized void applied(int entryBytes) {
    entries++;
    bytes += entryBytes;
  }

  /** The state now is that of this snapshot. */
  synchronized void loaded(SingleFileSnapshotInfo snapshot) {
    newest = snapshot;
    entries = 0;
    bytes = 0;
  }

  /** A snapshot from the leader replaces the state: what is being written is not published. */
  synchronized void abandon() {
    generation++;
  }

  /**
   * Takes a snapshot if one is due.
   *
   * @return the index up to which the log may be purged now, or -1
   */
  synchronized long take(TermIndex at, long position, Supplier<SnapshotSource> capture) {
    long purge = purgeable;
    purgeable = RaftLog.INVALID_LOG_INDEX;
    if (!writing && due()) {
      SnapshotSource source = capture.get();
      writing = true;
      entries = 0;
      bytes = 0;
      int mine = generation;
      writer.execute(() -> write(at, position, source, mine));
    }
    return purge;
  }

  private boolean due() {
    if (retryAt != null && System.nanoTime() - retryAt < 0) {
      return false;
    }
    long lastSize = newest == null ? 0 : newest.getFile().getFileSize();
    return retryAt != null
        || entries >= limits.snapshotEntries()
        || bytes >= Math.max(limits.snapshotBytes(), lastSize);
  }

  private void write(TermIndex at, long position, SnapshotSource source, int mine) {
    try {
      SingleFileSnapshotInfo written =
          files.write(at, position, source, space, () -> current(mine));
      synchronized (this) {
        if (newest != null) {
          purgeable = newest.getIndex();
        }
        newest = written;
        retryAt = null;
      }
      files.deleteOld();
    } catch (IOException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.ERROR, "no snapshot of the log at " + at + ", next try in 10 s", e);
      synchronized (this) {
        retryAt = System.nanoTime() + RETRY_NANOS;
      }
    } finally {
      synchronized (this) {
        writing = false;
      }
    }
  }

  private synchronized boolean current(int mine) {
    return mine == generation;
  }

  /** Lets a snapshot being written finish for up to half a second; else it is lost, not broken. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(500, TimeUnit.MILLISECONDS)) {
        abandon();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
