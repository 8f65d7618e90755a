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
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

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

  private final Path directory;
  private final WatchService watch;
  private final Map<String, LogStream> bySpool = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Starts collecting; {@code directory} is made when it is not there. */
  public LogCollector(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.watch = directory.getFileSystem().newWatchService();
    directory.register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
    Thread.ofPlatform().name("log-collector").daemon().start(this::loop);
  }

  /** Output of one task, both streams. */
  public record TaskOutput(LogStream stdout, LogStream stderr) {}

  /**
   * Opens the streams of a task, or takes them up again.
   *
   * @param logs the allocation's alloc/logs
   */
  public TaskOutput open(
      String allocId, String task, Path logs, @org.jspecify.annotations.Nullable LogConfig config)
      throws IOException {
    return new TaskOutput(
        stream(allocId, task + ".stdout", logs, config),
        stream(allocId, task + ".stderr", logs, config));
  }

  private LogStream stream(
      String allocId, String stem, Path logs, @org.jspecify.annotations.Nullable LogConfig config)
      throws IOException {
    int filesMax = config == null || config.maxFiles() <= 0 ? FILES : config.maxFiles();
    int megabytes =
        config == null || config.maxFileSizeMb() <= 0 ? FILE_MB : config.maxFileSizeMb();
    String name = allocId + "." + stem;
    LogStream stream =
        new LogStream(
            directory.resolve(name),
            new LogFiles(logs, stem),
            (long) megabytes << 20,
            filesMax,
            this::tell);
    stream.open();
    bySpool.put(name, stream);
    stream.pump();
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
    output.stdout().pump();
    output.stderr().pump();
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

  /** Has {@code listener} run after any file has grown; it must not block. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  /** Ends that. */
  public void unlisten(Runnable listener) {
    listeners.remove(listener);
  }

  private void tell() {
    listeners.forEach(Runnable::run);
  }

  private void loop() {
    try {
      while (true) {
        WatchKey key = watch.take();
        pump(key.pollEvents());
        LockSupport.parkNanos(PAUSE_NANOS);
        key.reset();
      }
    } catch (ClosedWatchServiceException closed) {
      LOG.debug("no more logs are collected");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void pump(List<WatchEvent<?>> events) {
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
    for (LogStream stream : grown) {
      try {
        stream.pump();
      } catch (IOException failure) {
        LOG.errorf("collecting %s: %s", stream.spool(), failure.getMessage());
      }
    }
  }

  @Override
  public void close() throws IOException {
    watch.close();
  }
}
