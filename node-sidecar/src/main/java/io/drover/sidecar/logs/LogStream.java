package io.drover.sidecar.logs;

import io.drover.sidecar.kernel.Holes;
import io.drover.sidecar.kernel.KernelException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Output of one stream of a task on its way into rotated files. The task appends to a spool file by
 * itself, so it writes on whether the sidecar lives or not; {@link #pump} copies what is new, and
 * gives the disk blocks of what was copied back. Each byte is copied once, over any number of
 * crashes of the sidecar: the place in the spool follows from the rotated files, not from a counter
 * beside them. What has been rotated out by the time it could be copied is not copied at all, so a
 * task that writes faster than a disk holds no more of it than the files may. All methods hold the
 * stream's lock.
 *
 * <p>Invariant: file {@code index} is exactly the spool's bytes from {@code base} on, as far as
 * copied; both numbers are on disk before that file exists.
 */
public final class LogStream {

  private static final Logger LOG = Logger.getLogger(LogStream.class);

  // Below this much it is not worth a system call to give blocks back.
  private static final long PUNCH_BYTES_MIN = 1 << 20;
  private static final long BLOCK_BYTES = 4096;
  // Copied without looking at other streams: some ten milliseconds.
  private static final long SLICE_BYTES = 8 << 20;

  private final Path spool;
  private final Path place;
  private final LogFiles files;
  private final long fileBytesMax;
  private final int filesMax;
  private final Runnable onData;
  private int index;
  private long base;
  private long at;
  private long punched;
  private boolean cannotPunch;
  private boolean closed;

  LogStream(Path spool, LogFiles files, long fileBytesMax, int filesMax, Runnable onData) {
    this.spool = spool;
    this.place = spool.resolveSibling(spool.getFileName() + ".place");
    this.files = files;
    this.fileBytesMax = fileBytesMax;
    this.filesMax = filesMax;
    this.onData = onData;
  }

  /** Where the task appends. */
  public Path spool() {
    return spool;
  }

  /** Makes the spool if need be, and takes up where the files end. */
  synchronized void open() throws IOException {
    if (!Files.exists(spool)) {
      Files.deleteIfExists(place);
      Files.createFile(spool);
    }
    if (Files.exists(place)) {
      String[] numbers = Files.readString(place).strip().split(" ");
      index = Integer.parseInt(numbers[0]);
      base = Long.parseLong(numbers[1]);
    } else {
      List<LogFiles.Segment> existing = files.segments();
      index = existing.isEmpty() ? 0 : existing.getLast().index();
      moveTo(index, -files.segment(index).size());
    }
    at = base + files.segment(index).size();
    files.write(index).close();
  }

  private void moveTo(int newIndex, long newBase) throws IOException {
    Path fresh = place.resolveSibling(place.getFileName() + ".new");
    Files.writeString(fresh, newIndex + " " + newBase + "\n");
    Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
    index = newIndex;
    base = newBase;
  }

  /**
   * Copies some of what is new.
   *
   * @return whether there is more
   */
  synchronized boolean pump() throws IOException {
    if (closed || !Files.exists(spool)) {
      return false;
    }
    long before = at;
    long left;
    try (FileChannel from = FileChannel.open(spool, StandardOpenOption.READ)) {
      long end = from.size();
      long until = Math.min(end, at + SLICE_BYTES);
      while (at < until) {
        until = Math.max(until, prepare(end));
        long size = at - base;
        long copied = copy(from, Math.min(until - at, fileBytesMax - size), size);
        if (copied == 0) {
          throw new IOException("nothing can be read at " + at + " of " + end);
        }
        at += copied;
      }
      left = end - at;
    } finally {
      if (at > before) {
        punch(at);
        onData.run();
      }
    }
    return left > 0;
  }

  /** Has {@code index} be the file that the spool's bytes from {@code at} on belong into. */
  private long prepare(long end) throws IOException {
    long size = files.segment(index).size();
    if (base + size != at) {
      // The task has tampered with its files: what it took away is gone, the rest goes on.
      moveTo(index, at - size);
    }
    if (size >= fileBytesMax) {
      rotate(index + 1, at);
    }
    long filesAhead = (end - base - 1) / fileBytesMax;
    long superseded = filesAhead - filesMax + 1;
    if (superseded > 0) {
      at = base + superseded * fileBytesMax;
      rotate(Math.toIntExact(index + superseded), at);
      return at + SLICE_BYTES < end ? at + SLICE_BYTES : end;
    }
    return 0;
  }

  private void rotate(int newIndex, long newBase) throws IOException {
    moveTo(newIndex, newBase);
    files.write(index).close();
    for (LogFiles.Segment old : files.segments()) {
      if (old.index() <= index - filesMax) {
        Files.deleteIfExists(old.path());
      }
    }
  }

  private long copy(FileChannel from, long bytes, long into) throws IOException {
    try (FileChannel to = files.write(index)) {
      to.position(into);
      long done = 0;
      while (done < bytes) {
        long moved = from.transferTo(at + done, bytes - done, to);
        if (moved <= 0) {
          break;
        }
        done += moved;
      }
      return done;
    } catch (IOException failure) {
      // A disk that became full took a part.
      at = Math.max(at, base + files.segment(index).size());
      throw failure;
    }
  }

  private void punch(long upTo) {
    long end = upTo / BLOCK_BYTES * BLOCK_BYTES;
    if (cannotPunch || end - punched < PUNCH_BYTES_MIN) {
      return;
    }
    try {
      Holes.punch(spool, punched, end - punched);
      punched = end;
    } catch (KernelException refused) {
      cannotPunch = true;
      LOG.warnf(
          "%s grows for as long as its task runs: its file system cannot free a part of a file"
              + " (%s)",
          spool, refused.getMessage());
    }
  }

  /** Copies all that was written until now. */
  synchronized void flush() throws IOException {
    long end = Files.exists(spool) ? Files.size(spool) : 0;
    while (at < end && pump()) {
      // A slice after the other.
    }
  }

  /** Copies the rest and removes the spool; to be called when nobody can write to it any more. */
  synchronized void finish() throws IOException {
    flush();
    if (!closed) {
      Files.deleteIfExists(spool);
      Files.deleteIfExists(place);
    }
  }

  /** Leaves all files as they are, for the next life; waits for a slice that is under way. */
  synchronized void close() {
    closed = true;
  }
}
