package io.drover.documents;

import io.drover.contract.ids.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One append-only file of documents. Written by the writing thread only; read by any.
 *
 * <p>Records behind a damaged one are found again by their checked headers, so damage costs the
 * documents it hit and no others.
 */
final class DocumentSegment implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(DocumentSegment.class.getName());
  private static final byte[] MAGIC = "DRVDOCS1".getBytes(StandardCharsets.US_ASCII);

  private final int id;
  private final Path path;
  private final FileChannel channel;
  private long size;

  private DocumentSegment(int id, Path path, FileChannel channel, long size) {
    this.id = id;
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  /** A record found in the file, and where its header starts. */
  record Found(DocumentRecord header, int at) {}

  static Path path(Path directory, int id) {
    return directory.resolve(String.format(Locale.ROOT, "%08d.documents", id));
  }

  static DocumentSegment create(Path directory, int id) throws IOException {
    Path path = path(directory, id);
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      channel.write(ByteBuffer.wrap(MAGIC));
      channel.force(true);
      sync(directory);
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(path);
      throw e;
    }
    return new DocumentSegment(id, path, channel, MAGIC.length);
  }

  static DocumentSegment open(Path path, int id) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new DocumentSegment(id, path, channel, channel.size());
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  int id() {
    return id;
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  /**
   * Finds the records.
   *
   * @param last whether this is the file that was being written: then contents are checked too, and
   *     an end that was not written whole is cut off
   */
  List<Found> scan(boolean last) throws IOException {
    ByteBuffer window = ByteBuffer.allocate(DocumentRecord.HEADER_BYTES);
    List<Found> found = new ArrayList<>();
    long at = MAGIC.length;
    long good = at;
    while (at < size) {
      Found record = headerAt(window, at);
      if (record == null || at + record.header().bytes() > size) {
        long next = nextHeader(at + 1);
        if (next < 0) {
          break;
        }
        LOG.log(
            System.Logger.Level.ERROR,
            "{0} is damaged from byte {1} to {2}: the documents there are lost on this member",
            path,
            Long.toString(at),
            Long.toString(next));
        at = next;
        continue;
      }
      at += record.header().bytes();
      if (!last || contentFits(record)) {
        found.add(record);
        good = at;
      }
    }
    if (good < size) {
      endNotWhole(good, last);
    }
    return found;
  }

  private void endNotWhole(long good, boolean last) throws IOException {
    if (last) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: the last {1} bytes were not written whole, nothing in them was acknowledged: cut",
          path,
          Long.toString(size - good));
      truncate(good);
      channel.force(true);
    } else {
      LOG.log(
          System.Logger.Level.ERROR,
          "{0} is damaged from byte {1} on: the documents there are lost on this member",
          path,
          Long.toString(good));
    }
  }

  private @Nullable Found headerAt(ByteBuffer window, long at) throws IOException {
    window.clear();
    readFully(window, at);
    window.flip();
    return DocumentRecord.validAt(window, 0)
        ? new Found(DocumentRecord.readAt(window, 0), Math.toIntExact(at))
        : null;
  }

  private long nextHeader(long from) throws IOException {
    ByteBuffer rest = ByteBuffer.allocate(Math.toIntExact(Math.max(0, size - from)));
    readFully(rest, from);
    rest.flip();
    for (int i = 0; i <= rest.limit() - DocumentRecord.HEADER_BYTES; i++) {
      if (DocumentRecord.validAt(rest, i)) {
        return from + i;
      }
    }
    return -1;
  }

  private boolean contentFits(Found record) throws IOException {
    if (record.header().removal()) {
      return true;
    }
    byte[] content = read(record.at(), record.header().length());
    return Digest.of(content).equals(record.header().key().digest());
  }

  /** The content of the record whose header starts here, unchecked. */
  byte[] read(int at, int length) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(length);
    readFully(content, at + (long) DocumentRecord.HEADER_BYTES);
    if (content.hasRemaining()) {
      throw new IOException(path + " ends within a document, at byte " + at);
    }
    return content.array();
  }

  private void readFully(ByteBuffer target, long from) throws IOException {
    long at = from;
    while (target.hasRemaining()) {
      int n = channel.read(target, at);
      if (n < 0) {
        return;
      }
      at += n;
    }
  }

  /**
   * Appends and syncs; on an error the file is as before, or must not be written any more.
   *
   * @param staging a direct buffer to copy through, so that the JDK keeps none per write
   */
  void append(List<ByteBuffer> buffers, ByteBuffer staging) throws IOException {
    long at = size;
    staging.clear();
    for (ByteBuffer buffer : buffers) {
      while (buffer.hasRemaining()) {
        int n = Math.min(buffer.remaining(), staging.remaining());
        staging.put(staging.position(), buffer, buffer.position(), n);
        staging.position(staging.position() + n);
        buffer.position(buffer.position() + n);
        if (!staging.hasRemaining()) {
          at += flush(staging, at);
        }
      }
    }
    at += flush(staging, at);
    channel.force(false);
    size = at;
  }

  private int flush(ByteBuffer staging, long at) throws IOException {
    staging.flip();
    int written = 0;
    while (staging.hasRemaining()) {
      written += channel.write(staging, at + written);
    }
    staging.clear();
    return written;
  }

  void truncate(long to) throws IOException {
    channel.truncate(to);
    size = to;
  }

  /** Removes the file; readers that hold it get an error and look again. */
  void delete() throws IOException {
    channel.close();
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
