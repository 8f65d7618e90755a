package io.drover.sidecar.logs;

import io.drover.contract.model.LogConfig;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Collects the output of all tasks: one directory of spools, one watch on it, one thread for
 * however many tasks there are.
 */
public final class LogCollector implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(LogCollector.class);

  // The group default of the job model, where a task has no log block.
  private static final int FILES = 10;
  private static final int FILE_MB = 10;
  // A chatty task wakes the thread this often, not at every line.
  private static final long PAUSE_NANOS = 20_000_000;
  private static final long RETRY_MILLIS = 1000;

  private final Path directory;
  private final WatchService watch;
  private final Map<String, LogStream> bySpool = new ConcurrentHashMap<>();
  private final Map<LogFiles, List<Runnable>> listeners = new ConcurrentHashMap<>();
  private final Thread thread;
  // What is opened is in the map before closing goes through it.
  private final ReentrantLock opening = new ReentrantLock();
  private volatile boolean closed;

  /** Starts collecting; {@code directory} is made when it is not there. */
  public LogCollector(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.watch = directory.getFileSystem().newWatchService();
    directory.register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
    thread = Thread.ofPlatform().name("log-collector").daemon().start(this::loop);
  }

  /** Output of one task, both streams. */
  public record TaskOutput(LogStream stdout, LogStream stderr) {}

  /**
   * Opens the streams of a task, or takes them up again.
   *
   * @param logs the allocation's alloc/logs
   */
  public TaskOutput open(String allocId, String task, Path logs, @Nullable LogConfig config)
      throws IOException {
    return new TaskOutput(
        stream(allocId, task + ".stdout", logs, config),
        stream(allocId, task + ".stderr", logs, config));
  }

  private LogStream stream(String allocId, String stem, Path logs, @Nullable LogConfig config)
      throws IOException {
    int filesMax = config == null || config.maxFiles() <= 0 ? FILES : config.maxFiles();
    int megabytes =
        config == null || config.maxFileSizeMb() <= 0 ? FILE_MB : config.maxFileSizeMb();
    String name = allocId + "." + stem;
    LogFiles files = new LogFiles(logs, stem);
    LogStream stream =
        new LogStream(
            directory.resolve(name), files, (long) megabytes << 20, filesMax, () -> tell(files));
    opening.lock();
    try {
      if (closed) {
        throw new IOException("output is not collected any more: the node stops");
      }
      stream.open();
      bySpool.put(name, stream);
    } finally {
      opening.unlock();
    }
    stream.flush();
    return stream;
  }

  /** Collects the rest of a task's output; nobody may write to it any more. */
  public void finish(TaskOutput output) throws IOException {
    for (LogStream stream : List.of(output.stdout(), output.stderr())) {
      stream.finish();
      bySpool.remove(stream.spool().getFileName().toString());
    }
  }

  /** Collects what a task has written until now. */
  public void flush(TaskOutput output) throws IOException {
    output.stdout().flush();
    output.stderr().flush();
  }

  /** Removes spools of allocations that nobody knows. */
  public void sweep(Set<String> knownAllocIds) throws IOException {
    List<Path> unknown = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        int dot = name.indexOf('.');
        if (!knownAllocIds.contains(dot < 0 ? name : name.substring(0, dot))) {
          unknown.add(entry);
        }
      }
    }
    for (Path entry : unknown) {
      Files.deleteIfExists(entry);
    }
  }

  /** Has {@code listener} run after any of these files has grown; it must not block. */
  public void listen(LogFiles files, Runnable listener) {
    listeners.compute(
        files,
        (key, known) -> {
          List<Runnable> all = known == null ? new CopyOnWriteArrayList<>() : known;
          all.add(listener);
          return all;
        });
  }

  /** Ends that. */
  public void unlisten(LogFiles files, Runnable listener) {
    listeners.computeIfPresent(
        files,
        (key, known) -> {
          known.remove(listener);
          return known.isEmpty() ? null : known;
        });
  }

  private void tell(LogFiles files) {
    listeners.getOrDefault(files, List.of()).forEach(Runnable::run);
  }

  private void loop() {
    Set<LogStream> more = new LinkedHashSet<>();
    Set<LogStream> failed = new LinkedHashSet<>();
    try {
      while (!closed) {
        WatchKey key = next(more.isEmpty(), failed.isEmpty());
        Set<LogStream> grown = key == null ? new LinkedHashSet<>() : grown(key.pollEvents());
        grown.addAll(more);
        grown.addAll(failed);
        more.clear();
        pump(grown, more, failed);
        if (more.isEmpty() && !closed) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        if (key != null) {
          key.reset();
        }
      }
    } catch (ClosedWatchServiceException closed) {
      LOG.debug("no more logs are collected");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable WatchKey next(boolean allDone, boolean noneFailed) throws InterruptedException {
    if (!allDone) {
      return watch.poll();
    }
    return noneFailed ? watch.take() : watch.poll(RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private Set<LogStream> grown(List<WatchEvent<?>> events) {
    Set<LogStream> grown = new LinkedHashSet<>();
    for (WatchEvent<?> event : events) {
      if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
        grown.addAll(bySpool.values());
      } else {
        LogStream stream = bySpool.get(String.valueOf(event.context()));
        if (stream != null) {
          grown.add(stream);
        }
      }
    }
    return grown;
  }

  /** A slice of each, so that a task that floods its output holds back no other's. */
  private static void pump(Set<LogStream> grown, Set<LogStream> more, Set<LogStream> failed) {
    for (LogStream stream : grown) {
      try {
        if (stream.pump()) {
          more.add(stream);
        }
        failed.remove(stream);
      } catch (IOException | RuntimeException failure) {
        // Told once: a full disk stays full for a while, and then collecting goes on.
        if (failed.add(stream)) {
          LOG.errorf("collecting %s: %s", stream.spool(), failure.getMessage());
        }
      }
    }
  }

  /**
   * Ends collecting: when this returns, no file of any task is written to any more. What is not
   * collected stays in the spools, for the next life.
   */
  @Override
  public void close() throws IOException {
    opening.lock();
    try {
      closed = true;
    } finally {
      opening.unlock();
    }
    bySpool.values().forEach(LogStream::close);
    watch.close();
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
