package io.drover.sidecar.recover;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Room on the disk that tasks cannot take: a file that gives way, piece by piece, when what must be
 * on disk finds it full. It grows back once there is room again. Thread-safe.
 */
public final class DiskReserve {

  // A record of a task is a few KiB, and each file and directory takes blocks of its own.
  static final int PIECE_BYTES = 64 << 10;
  // An exit of some hundred tasks, before anybody has to make room.
  static final int PIECES = 16;

  private static final Logger LOG = Logger.getLogger(DiskReserve.class);
  private static final Duration REFILL_EVERY = Duration.ofMinutes(1);
  // Below this it would be the reserve that fills the disk.
  private static final long ROOM_BYTES_MIN = 4L * PIECES * PIECE_BYTES;

  private final Path file;
  private final long refillNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private int pieces;
  private long refilledAt;

  /**
   * Makes it; where there is no room for it now, it is made later.
   *
   * @param file of its own
   */
  public DiskReserve(Path file) {
    this(file, REFILL_EVERY);
  }

  DiskReserve(Path file, Duration refillEvery) {
    this.file = file;
    this.refillNanos = refillEvery.toNanos();
    refill();
  }

  /** Replaces a file, so that it survives the end of the machine, on a full disk too. */
  public void write(Path target, byte[] content) throws IOException {
    while (true) {
      try {
        AtomicFile.write(target, content, true);
        refillInTime();
        return;
      } catch (IOException failure) {
        if (!full(failure) || !giveWay()) {
          throw failure;
        }
      }
    }
  }

  private static boolean full(IOException failure) {
    String text = String.valueOf(failure.getMessage());
    return text.contains("No space left on device") || text.contains("Disk quota exceeded");
  }

  /** Frees a piece; false when there is none. */
  private boolean giveWay() throws IOException {
    lock.lock();
    try {
      if (pieces == 0) {
        return false;
      }
      if (pieces == PIECES) {
        LOG.errorf("the disk of %s is full: its reserve is being used", file.getParent());
      }
      pieces--;
      refilledAt = System.nanoTime();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate((long) pieces * PIECE_BYTES);
        channel.force(true);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void refillInTime() {
    lock.lock();
    try {
      if (pieces < PIECES && System.nanoTime() - refilledAt >= refillNanos) {
        refill();
      }
    } finally {
      lock.unlock();
    }
  }

  private void refill() {
    refilledAt = System.nanoTime();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      pieces = Math.toIntExact(Math.min(PIECES, channel.size() / PIECE_BYTES));
      if (pieces == PIECES || Files.getFileStore(file).getUsableSpace() < ROOM_BYTES_MIN) {
        return;
      }
      // Not zeros, which some file systems keep in no room at all.
      byte[] some = new byte[PIECE_BYTES];
      new Random(file.hashCode()).nextBytes(some);
      for (; pieces < PIECES; pieces++) {
        ByteBuffer piece = ByteBuffer.wrap(some);
        long at = (long) pieces * PIECE_BYTES;
        while (piece.hasRemaining()) {
          channel.write(piece, at + piece.position());
        }
      }
      channel.force(true);
    } catch (IOException refused) {
      LOG.warnf("no room on the disk can be reserved: %s", refused.getMessage());
    }
  }
}
