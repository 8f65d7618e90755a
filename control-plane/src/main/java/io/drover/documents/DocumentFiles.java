package io.drover.documents;

import io.drover.contract.ids.Digest;
import io.drover.documents.DocumentRecord.Key;
import io.drover.documents.DocumentSegment.Found;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The documents on this member's disk: append-only files, and in memory where each document is.
 *
 * <p>Why not Infinispan's soft-index file store: with {@code syncWrites} it acknowledges the last
 * writes of each file without a sync when it changes files, and after one failed write it hardly
 * syncs again (16.0.14, LogAppender); its index is a second set of files to lose.
 *
 * <p>Writes go through one thread that syncs once for all that wait ({@link DocumentWriter}); reads
 * are on the caller's thread. A document is checked against its digest each time it is read from
 * disk; one that fails is set aside and forgotten, the others are not touched.
 */
final class DocumentFiles implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(DocumentFiles.class.getName());

  /** Where a document is. */
  record Location(int segment, int at, int length) {}

  private final Path directory;
  private final FileChannel lock;
  private final Map<Key, Location> index = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Integer, DocumentSegment> segments =
      new ConcurrentSkipListMap<>();
  private final DocumentWriter writer;

  private DocumentFiles(Path directory, FileChannel lock, long freeBytesMin) {
    this.directory = directory;
    this.lock = lock;
    this.writer = new DocumentWriter(directory, freeBytesMin, index, segments);
  }

  /**
   * Opens and locks the directory, creating it if need be, and finds what is in it.
   *
   * @param freeBytesMin documents are refused while the disk has less
   */
  static DocumentFiles open(Path directory, long freeBytesMin) throws IOException {
    Files.createDirectories(directory);
    DocumentFiles files = new DocumentFiles(directory, lock(directory), freeBytesMin);
    List<Path> found;
    try (Stream<Path> listed = Files.list(directory)) {
      found =
          listed
              .filter(p -> p.getFileName().toString().matches("\\d{8}\\.documents"))
              .sorted(Comparator.comparing(Path::toString))
              .toList();
    }
    for (Path path : found) {
      files.load(path, path.equals(found.getLast()));
    }
    files.writer.start();
    return files;
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      LOG.log(System.Logger.Level.DEBUG, "locked by this process", e);
    }
    channel.close();
    throw new IOException(
        "the documents in " + directory + " are in use by another process; stop it first");
  }

  private void load(Path path, boolean last) throws IOException {
    int id = Integer.parseInt(path.getFileName().toString().substring(0, 8));
    DocumentSegment segment = DocumentSegment.open(path, id);
    segments.put(id, segment);
    for (Found record : segment.scan(last)) {
      Key key = record.header().key();
      if (record.header().removal()) {
        index.remove(key);
      } else {
        index.put(key, new Location(id, record.at(), record.header().length()));
      }
    }
  }

  /** Completes, on the writing thread, when the document is on disk. */
  CompletionStage<Void> write(Digest digest, byte[] content) {
    Key key = Key.of(digest);
    return index.containsKey(key)
        ? CompletableFuture.completedFuture(null)
        : writer.write(key, content);
  }

  /** Completes with whether the document was there. */
  CompletionStage<Boolean> remove(Digest digest) {
    return writer.remove(Key.of(digest));
  }

  boolean contains(Digest digest) {
    return index.containsKey(Key.of(digest));
  }

  int count() {
    return index.size();
  }

  Set<Digest> keys() {
    return index.keySet().stream().map(Key::digest).collect(Collectors.toUnmodifiableSet());
  }

  /** The document, checked; empty if it is not here or was damaged. */
  Optional<byte[]> read(Digest digest) {
    Key key = Key.of(digest);
    for (Location location = index.get(key); location != null; location = index.get(key)) {
      DocumentSegment segment = segments.get(location.segment());
      try {
        if (segment != null) {
          return checked(key, location, segment);
        }
      } catch (ClosedChannelException e) {
        LOG.log(System.Logger.Level.DEBUG, "the document was moved meanwhile", e);
      } catch (IOException e) {
        throw new DocumentUnavailableException("document " + digest + " cannot be read: " + e, e);
      }
      if (location.equals(index.get(key))) {
        throw new DocumentUnavailableException("the documents in " + directory + " are closed");
      }
    }
    return Optional.empty();
  }

  private Optional<byte[]> checked(Key key, Location location, DocumentSegment segment)
      throws IOException {
    byte[] content = segment.read(location.at(), location.length());
    if (Key.of(Digest.of(content)).equals(key)) {
      return Optional.of(content);
    }
    if (index.remove(key, location)) {
      Path copy = directory.resolve("damaged-" + key.digest());
      Files.write(
          copy,
          content,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);
      LOG.log(
          System.Logger.Level.ERROR,
          "document {0} is damaged in {1} at byte {2}: what was read is in {3}; it is fetched from"
              + " another member or must be stored again",
          key.digest(),
          segment.path(),
          Integer.toString(location.at()),
          copy);
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    writer.close();
    for (DocumentSegment segment : segments.values()) {
      try {
        segment.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "cannot close " + segment.path(), e);
      }
    }
    try {
      lock.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot unlock " + directory, e);
    }
  }
}
