package io.drover.log.raft;

import io.drover.log.LogStartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Checks the segment that was being written when the member stopped, before Ratis opens it.
 *
 * <p>Segments are preallocated with zeros, so a power cut in the middle of a write leaves a last
 * record whose end is zeros. Ratis cannot tell that from damage and refuses to start. Here it is
 * told apart: the end of a record, its checksum, is on disk before anything is acknowledged, so a
 * last record whose checksum is all zeros, with nothing but zeros behind it, was never acknowledged
 * and is cut off (after a copy was made). Everything else that is wrong is damage and stops the
 * member, also where Ratis would drop records in silence: a record said to reach beyond the file.
 */
final class TornTail {

  private static final System.Logger LOG = System.getLogger(TornTail.class.getName());

  /** What a segment starts with; SegmentedRaftLogFormat of Ratis 3.3.0. */
  private static final int HEADER_BYTES = 8;

  /** Ratis refuses larger records: raft.server.log.appender.buffer.byte-limit. */
  private static final int RECORD_BYTES_MAX = RatisSettings.RECORD_BYTES_MAX;

  private static final int CHECKSUM_BYTES = 4;

  private final Path segment;
  private final ByteBuffer data;

  private TornTail(Path segment, ByteBuffer data) {
    this.segment = segment;
    this.data = data;
  }

  /** Repairs or refuses every open segment in this directory. */
  static void repair(Path current, Path damaged) {
    if (!Files.isDirectory(current)) {
      return;
    }
    try (Stream<Path> files = Files.list(current)) {
      List<Path> open =
          files.filter(f -> f.getFileName().toString().startsWith("log_inprogress_")).toList();
      for (Path segment : open) {
        ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(segment));
        int end = new TornTail(segment, data).goodEnd();
        if (end < data.limit()) {
          cut(segment, end, damaged);
        }
      }
    } catch (IOException e) {
      throw new LogStartException("the log in " + current + " cannot be read: " + e, e);
    }
  }

  private static void cut(Path segment, int end, Path damaged) throws IOException {
    Files.createDirectories(damaged);
    Path copy = damaged.resolve(segment.getFileName() + "." + System.currentTimeMillis());
    Files.copy(segment, copy, StandardCopyOption.COPY_ATTRIBUTES);
    DataDirectory.sync(copy);
    DataDirectory.sync(damaged);
    try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      file.truncate(end);
      file.force(true);
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "the last record of {0} was not written whole and was never acknowledged: cut off at byte"
            + " {1}, copy in {2}",
        segment,
        Integer.toString(end),
        copy);
  }

  /** Where the good part ends; the file's length if nothing is to be cut. */
  private int goodEnd() {
    int lastNonZero = lastNonZero();
    if (lastNonZero < HEADER_BYTES) {
      return data.limit();
    }
    int at = HEADER_BYTES;
    while (at < data.limit() && data.get(at) != 0) {
      int next = recordEnd(at);
      if (next < 0 || next > data.limit()) {
        return beyondTheFile(at);
      }
      if (!checksumFits(at, next)) {
        return wrongChecksum(at, next, lastNonZero);
      }
      at = next;
    }
    if (at <= lastNonZero) {
      throw damage(at, "bytes follow where the segment should have ended");
    }
    return data.limit();
  }

  private int wrongChecksum(int at, int next, int lastNonZero) {
    boolean checksumNeverWritten = lastNonZero < next - CHECKSUM_BYTES;
    boolean checksumHalfWritten =
        lastNonZero < next && bodyFitsWrittenChecksum(at, next, lastNonZero);
    if (checksumNeverWritten || checksumHalfWritten) {
      return at;
    }
    throw damage(at, "wrong checksum");
  }

  /** Only a file cut by force ends inside a record; a whole entry found behind means damage. */
  private int beyondTheFile(int at) {
    for (int i = at; i <= data.limit() - EntryFrame.HEADER_BYTES; i++) {
      if (EntryFrame.completeAt(data, i)) {
        throw damage(at, "a record's length is wrong: a whole entry lies within it");
      }
    }
    return at;
  }

  private boolean bodyFitsWrittenChecksum(int at, int next, int lastNonZero) {
    int written = lastNonZero - (next - CHECKSUM_BYTES) + 1;
    int mask = -1 << (8 * (CHECKSUM_BYTES - written));
    return ((checksum(at, next - CHECKSUM_BYTES) ^ data.getInt(next - CHECKSUM_BYTES)) & mask) == 0;
  }

  private boolean checksumFits(int at, int next) {
    return checksum(at, next - CHECKSUM_BYTES) == data.getInt(next - CHECKSUM_BYTES);
  }

  private int checksum(int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(data.slice(from, to - from));
    return (int) crc.getValue();
  }

  /** The end of the record that starts here, checksum included; -1 if its length is not one. */
  private int recordEnd(int at) {
    long length = 0;
    for (int i = 0; i < 5 && at + i < data.limit(); i++) {
      byte b = data.get(at + i);
      length |= (long) (b & 0x7f) << (7 * i);
      if (b >= 0) {
        return length > RECORD_BYTES_MAX ? -1 : at + i + 1 + (int) length + CHECKSUM_BYTES;
      }
    }
    return -1;
  }

  private int lastNonZero() {
    int i = data.limit() - 1;
    while (i >= 0 && data.get(i) == 0) {
      i--;
    }
    return i;
  }

  private LogStartException damage(int at, String what) {
    return new LogStartException(
        "the log is damaged: "
            + segment
            + " at byte "
            + at
            + ": "
            + what
            + ". Nothing was changed. Restore this member from a backup, or, with other voters"
            + " running, empty its directory and let it catch up");
  }
}
