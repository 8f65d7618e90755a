package io.drover.sidecar.fs;

import io.drover.sidecar.kernel.PathHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Reads one file piece by piece, and goes on as it grows when that is wanted. For one thread. */
public final class FileReading implements AutoCloseable {

  /** The frame size of the HTTP API (http-api.md). */
  public static final int PIECE_BYTES_MAX = 64 * 1024;

  /** The event of a file that became shorter: reading goes on at its start. */
  public static final String TRUNCATED = "file truncated";

  /** The event of a file that is gone: the last that comes. */
  public static final String DELETED = "file deleted";

  /**
   * A piece of the file, or an event.
   *
   * @param offset place in the file after the data
   * @param event empty for data
   */
  public record Piece(long offset, byte[] data, String event) {}

  /**
   * What to read.
   *
   * @param fromEnd the offset counts back from the end
   * @param limit in bytes; 0: to the end
   * @param follow goes on when the end is reached
   */
  public record Range(long offset, boolean fromEnd, long limit, boolean follow) {}

  private final AllocFiles files;
  private final String path;
  private final boolean follow;
  private final FileChannel channel;
  private final String key;
  private long left;
  private long offset;
  private long seen;
  private boolean ended;

  private FileReading(AllocFiles files, String path, Range range, AllocFiles.Opened opened) {
    this.files = files;
    this.path = path;
    this.follow = range.follow();
    this.channel = opened.channel();
    this.key = opened.facts().key();
    this.seen = opened.facts().size();
    this.offset = range.fromEnd() ? Math.max(0, seen - range.offset()) : range.offset();
    // A file that grows faster than it is read still has an end for one who does not follow it.
    long toEnd = follow ? Long.MAX_VALUE : Math.max(0, seen - offset);
    this.left = range.limit() <= 0 ? toEnd : Math.min(range.limit(), toEnd);
  }

  /** Opens a file at a place; beyond its end there is nothing to read, yet. */
  public static FileReading open(AllocFiles files, String path, Range range)
      throws FileRefused, IOException {
    AllocFiles.Opened opened = files.open(path);
    if (range.offset() < 0) {
      opened.channel().close();
      // The number is printed as a character, as Nomad does it.
      throw new FileRefused(
          FileRefused.Reason.OTHER,
          "can't seek to offset '\ufffd': seek " + opened.shown() + ": invalid argument");
    }
    return new FileReading(files, path, range, opened);
  }

  /** The next piece, or nothing while there is no more. */
  public Optional<Piece> next() throws IOException {
    if (ended || left == 0) {
      ended = true;
      return Optional.empty();
    }
    long size = channel.size();
    if (size < seen && follow) {
      seen = size;
      offset = 0;
      return Optional.of(new Piece(0, new byte[0], TRUNCATED));
    }
    seen = size;
    if (offset < size) {
      Optional<Piece> piece = read(Math.min(size - offset, left));
      if (piece.isPresent()) {
        return piece;
      }
    }
    return nothingMore();
  }

  private Optional<Piece> read(long most) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(PIECE_BYTES_MAX, most));
    int read = channel.read(buffer, offset);
    if (read <= 0) {
      return Optional.empty();
    }
    byte[] data = new byte[read];
    buffer.flip().get(data);
    offset += read;
    left -= follow && left == Long.MAX_VALUE ? 0 : read;
    return Optional.of(new Piece(offset, data, ""));
  }

  private Optional<Piece> nothingMore() throws IOException {
    if (!follow) {
      ended = true;
      return Optional.empty();
    }
    boolean there = files.facts(path).map(PathHandle.Facts::key).orElse("").equals(key);
    if (there || channel.size() > offset) {
      return Optional.empty();
    }
    ended = true;
    return Optional.of(new Piece(offset, new byte[0], DELETED));
  }

  /** Whether nothing will come any more. */
  public boolean ended() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
