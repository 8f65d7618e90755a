package io.drover.sidecar.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * Reads the rotated files of a stream as one text. One reader belongs to one thread. Files that are
 * rotated away before they were read are left out.
 */
public final class LogReader {

  /** The frame size of the HTTP API (http-api.md). */
  public static final int CHUNK_BYTES_MAX = 64 * 1024;

  /**
   * A piece of a file.
   *
   * @param offset place in the file after the data
   */
  public record Chunk(int index, long offset, byte[] data) {}

  private final LogFiles files;
  private int index;
  private long offset;
  private int lastIndex = Integer.MAX_VALUE;
  private long lastSize;

  private LogReader(LogFiles files, int index, long offset) {
    this.files = files;
    this.index = index;
    this.offset = offset;
  }

  /**
   * Starts at a place.
   *
   * @param offset bytes from the start, or back from the end; beyond either end is that end
   */
  public static LogReader at(LogFiles files, long offset, boolean fromEnd) throws IOException {
    List<LogFiles.Segment> segments = files.segments();
    long total = 0;
    for (LogFiles.Segment segment : segments) {
      total += segment.size();
    }
    long skip = Math.max(0, fromEnd ? total - Math.max(0, offset) : Math.max(0, offset));
    for (LogFiles.Segment segment : segments) {
      long size = segment.size();
      if (skip < size || segment == segments.getLast()) {
        return new LogReader(files, segment.index(), Math.min(skip, size));
      }
      skip -= size;
    }
    return new LogReader(files, 0, 0);
  }

  /** The same, but what is written from now on is not read: a task that never pauses has no end. */
  public static LogReader upToNow(LogFiles files, long offset, boolean fromEnd) throws IOException {
    List<LogFiles.Segment> segments = files.segments();
    LogReader reader = at(files, offset, fromEnd);
    if (!segments.isEmpty()) {
      reader.lastIndex = segments.getLast().index();
      reader.lastSize = segments.getLast().size();
    }
    return reader;
  }

  /** The next piece, or nothing while there is no more. */
  public Optional<Chunk> next() throws IOException {
    while (index <= lastIndex) {
      Optional<Chunk> chunk = readHere();
      if (chunk.isPresent()) {
        return chunk;
      }
      Optional<Integer> later =
          files.segments().stream()
              .map(LogFiles.Segment::index)
              .filter(number -> number > index)
              .findFirst();
      if (later.isEmpty()) {
        return Optional.empty();
      }
      // A file is complete once there is a later one: look once more before it is left behind.
      chunk = readHere();
      if (chunk.isPresent()) {
        return chunk;
      }
      index = later.get();
      offset = 0;
    }
    return Optional.empty();
  }

  private Optional<Chunk> readHere() throws IOException {
    try (FileChannel channel = files.read(index)) {
      long left =
          (index == lastIndex ? Math.min(channel.size(), lastSize) : channel.size()) - offset;
      if (left <= 0) {
        return Optional.empty();
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES_MAX, left));
      int read = channel.read(buffer, offset);
      if (read <= 0) {
        return Optional.empty();
      }
      offset += read;
      byte[] data = new byte[read];
      buffer.flip().get(data);
      return Optional.of(new Chunk(index, offset, data));
    } catch (NoSuchFileException rotatedAway) {
      return Optional.empty();
    }
  }
}
