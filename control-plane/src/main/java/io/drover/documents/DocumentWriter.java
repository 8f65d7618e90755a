package io.drover.documents;

import io.drover.documents.DocumentFiles.Location;
import io.drover.documents.DocumentRecord.Key;
import io.drover.documents.DocumentSegment.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes document files: takes all that waits, writes it, syncs once, then
 * says so in the index and to the callers. Between batches it rewrites files that are mostly dead.
 *
 * <p>After a failed write the file's end is cut off; after a failed sync the file is not written
 * any more, because nobody knows what of it the disk has.
 */
final class DocumentWriter implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(DocumentWriter.class.getName());

  /** Waiting writes; a request of the HTTP interface makes one, and 1,024 of those are let in. */
  private static final int QUEUE_MAX = 4_096;

  /** One sync for at most so much: at 200 MB/s that is 40 ms, the longest a small write waits. */
  private static final int BATCH_BYTES_MAX = 8 << 20;

  /** Small enough to be checked whole at start and rewritten in a fraction of a second. */
  private static final int SEGMENT_BYTES = 16 << 20;

  private static final int STAGING_BYTES = 256 << 10;

  /** Under load, one file is rewritten at most this often: 16 MB each 5 s is 2 % of a slow disk. */
  private static final long COMPACT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Change STOP = new Change(new Key(0, 0, 0, 0), null);

  /** A document to store, or, without content, to remove. */
  private record Change(Key key, byte @Nullable [] content, CompletableFuture<Boolean> done) {
    Change(Key key, byte @Nullable [] content) {
      this(key, content, new CompletableFuture<>());
    }
  }

  private final Path directory;
  private final long freeBytesMin;
  private final Map<Key, Location> index;
  private final NavigableMap<Integer, DocumentSegment> segments;
  private final Map<Integer, Long> dead = new HashMap<>();
  private final BlockingQueue<Change> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);
  private final Thread thread;
  private volatile boolean closed;

  /** The file that is appended to; null after it failed. Touched by the writing thread only. */
  private @Nullable DocumentSegment active;

  DocumentWriter(
      Path directory,
      long freeBytesMin,
      Map<Key, Location> index,
      NavigableMap<Integer, DocumentSegment> segments) {
    this.directory = directory;
    this.freeBytesMin = freeBytesMin;
    this.index = index;
    this.segments = segments;
    this.thread = Thread.ofPlatform().name("drover-documents").daemon(true).unstarted(this::run);
  }

  void start() {
    if (!segments.isEmpty()) {
      active = segments.lastEntry().getValue();
    }
    countDead();
    thread.start();
  }

  private void countDead() {
    Map<Integer, Long> live = new HashMap<>();
    for (Location l : index.values()) {
      live.merge(l.segment(), (long) DocumentRecord.HEADER_BYTES + l.length(), Long::sum);
    }
    segments.forEach((id, s) -> dead.put(id, s.size() - live.getOrDefault(id, 0L)));
  }

  CompletableFuture<Void> write(Key key, byte[] content) {
    return offer(new Change(key, content)).thenApply(b -> null);
  }

  CompletableFuture<Boolean> remove(Key key) {
    return offer(new Change(key, null));
  }

  private CompletableFuture<Boolean> offer(Change change) {
    if (closed) {
      return CompletableFuture.failedFuture(closedException());
    }
    if (!queue.offer(change)) {
      return CompletableFuture.failedFuture(
          new DocumentUnavailableException(QUEUE_MAX + " documents wait to be written already"));
    }
    if (closed) {
      failWaiting();
    }
    return change.done();
  }

  private DocumentUnavailableException closedException() {
    return new DocumentUnavailableException("the documents in " + directory + " are closed");
  }

  private void run() {
    List<Change> batch = new ArrayList<>();
    long compacted = System.nanoTime();
    try {
      while (true) {
        Change first = queue.poll(1, TimeUnit.SECONDS);
        if (first == null || System.nanoTime() - compacted > COMPACT_EVERY_NANOS) {
          compactOne();
          compacted = System.nanoTime();
        }
        if (first == null) {
          continue;
        }
        batch.clear();
        boolean goOn = gather(first, batch);
        write(batch);
        if (!goOn) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
      failWaiting();
    }
  }

  private boolean gather(Change first, List<Change> batch) {
    long bytes = 0;
    for (Change next = first; next != null; next = bytes < BATCH_BYTES_MAX ? queue.poll() : null) {
      if (next == STOP) {
        return false;
      }
      batch.add(next);
      byte[] content = next.content();
      bytes += content == null ? 0 : content.length;
    }
    return true;
  }

  private void write(List<Change> batch) {
    Map<Key, Change> net = new HashMap<>();
    for (Change change : batch) {
      net.put(change.key(), change);
    }
    try {
      List<Change> needed = net.values().stream().filter(this::changesSomething).toList();
      List<Boolean> were = batch.stream().map(c -> index.containsKey(c.key())).toList();
      append(needed.stream().map(c -> new Piece(recordOf(c), c.content())).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).done().complete(were.get(i));
      }
    } catch (IOException | RuntimeException e) {
      DocumentUnavailableException why =
          e instanceof DocumentUnavailableException known
              ? known
              : new DocumentUnavailableException(
                  "documents cannot be written in " + directory + ": " + e, e);
      LOG.log(System.Logger.Level.ERROR, why.getMessage(), why);
      batch.forEach(c -> c.done().completeExceptionally(why));
    }
  }

  private boolean changesSomething(Change change) {
    return (change.content() == null) == index.containsKey(change.key());
  }

  private static DocumentRecord recordOf(Change change) {
    byte[] content = change.content();
    return content == null
        ? DocumentRecord.removed(change.key())
        : DocumentRecord.stored(change.key(), content.length);
  }

  /** A record to write. */
  private record Piece(DocumentRecord header, byte @Nullable [] content) {}

  private void append(List<Piece> pieces) throws IOException {
    if (pieces.isEmpty()) {
      return;
    }
    long bytes = pieces.stream().mapToLong(p -> p.header().bytes()).sum();
    checkSpace(bytes);
    DocumentSegment target = target();
    int at = Math.toIntExact(target.size());
    List<ByteBuffer> buffers = new ArrayList<>();
    for (Piece piece : pieces) {
      buffers.add(piece.header().header());
      byte[] content = piece.content();
      if (content != null) {
        buffers.add(ByteBuffer.wrap(content));
      }
    }
    try {
      target.append(buffers, staging);
    } catch (IOException e) {
      abandon(target, at);
      throw e;
    }
    for (Piece piece : pieces) {
      publish(piece, target.id(), at);
      at += piece.header().bytes();
    }
  }

  private void publish(Piece piece, int segment, int at) {
    Key key = piece.header().key();
    Location old =
        piece.header().removal()
            ? index.remove(key)
            : index.put(key, new Location(segment, at, piece.header().length()));
    if (piece.header().removal()) {
      dead.merge(segment, (long) DocumentRecord.HEADER_BYTES, Long::sum);
    }
    if (old != null) {
      dead.merge(old.segment(), (long) DocumentRecord.HEADER_BYTES + old.length(), Long::sum);
    }
  }

  private void abandon(DocumentSegment target, long goodEnd) {
    active = null;
    try {
      target.truncate(goodEnd);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "cannot cut " + target.path() + " to " + goodEnd, e);
    }
  }

  private void checkSpace(long bytes) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < freeBytesMin + bytes) {
      throw new DocumentUnavailableException(
          "no space left for documents in %s: %d bytes free, %d needed"
              .formatted(directory, free, freeBytesMin + bytes));
    }
  }

  private DocumentSegment target() throws IOException {
    DocumentSegment current = active;
    if (current == null || current.size() >= SEGMENT_BYTES) {
      int id = segments.isEmpty() ? 1 : segments.lastKey() + 1;
      current = DocumentSegment.create(directory, id);
      segments.put(id, current);
      dead.put(id, 0L);
      active = current;
    }
    return current;
  }

  /** Rewrites what lives in one file that is more than half dead, then removes the file. */
  private void compactOne() {
    for (DocumentSegment segment : List.copyOf(segments.values())) {
      boolean mostlyDead = dead.getOrDefault(segment.id(), 0L) * 2 > segment.size();
      if (segment != active && mostlyDead) {
        try {
          compact(segment);
        } catch (IOException | RuntimeException e) {
          LOG.log(System.Logger.Level.WARNING, "cannot compact " + segment.path(), e);
        }
        return;
      }
    }
  }

  private void compact(DocumentSegment segment) throws IOException {
    boolean oldest = segments.firstKey() == segment.id();
    List<Piece> kept = new ArrayList<>();
    for (Found found : segment.scan(false)) {
      DocumentRecord header = found.header();
      Location live = index.get(header.key());
      if (header.removal()) {
        // It must outlive what it removes, which can only be in an older file.
        if (live == null && !oldest) {
          kept.add(new Piece(header, null));
        }
      } else if (live != null && live.segment() == segment.id() && live.at() == found.at()) {
        kept.add(new Piece(header, segment.read(found.at(), header.length())));
      }
    }
    append(kept);
    segments.remove(segment.id());
    dead.remove(segment.id());
    segment.delete();
  }

  private void failWaiting() {
    List<Change> left = new ArrayList<>();
    queue.drainTo(left);
    left.forEach(c -> c.done().completeExceptionally(closedException()));
  }

  /** What was handed in before is written. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    try {
      if (!queue.offer(STOP, 1, TimeUnit.SECONDS)) {
        thread.interrupt();
      }
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closed = true;
  }
}
