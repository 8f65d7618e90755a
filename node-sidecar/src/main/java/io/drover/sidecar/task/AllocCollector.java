package io.drover.sidecar.task;

import io.drover.contract.ids.AllocId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Removes what ended allocations leave behind, when there is too much of it. */
public final class AllocCollector implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(AllocCollector.class);

  private final Allocations allocations;
  private final Path directory;
  private final CollectionRule rule;
  private final long intervalMillis;
  private final Thread thread;

  /**
   * Starts looking.
   *
   * @param directory where allocations' directories are
   */
  public AllocCollector(
      Allocations allocations, Path directory, CollectionRule.Thresholds thresholds) {
    this.allocations = allocations;
    this.directory = directory;
    this.rule = new CollectionRule(thresholds);
    this.intervalMillis = Math.max(1, thresholds.interval().toMillis());
    this.thread = Thread.ofVirtual().name("allocation-collector").start(this::run);
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(intervalMillis);
        collect();
      }
    } catch (InterruptedException closing) {
      LOG.debug("nothing is collected any more");
    }
  }

  private void collect() throws InterruptedException {
    try {
      List<CollectionRule.Candidate> candidates = allocations.collectable();
      // What cannot be removed must not keep this going in circles.
      int rounds = candidates.size();
      while (rounds-- > 0 && !candidates.isEmpty()) {
        List<AllocId> next = rule.next(candidates, allocations.ids().size(), usage());
        if (next.isEmpty()) {
          return;
        }
        remove(next);
        candidates = allocations.collectable();
      }
    } catch (IOException failure) {
      LOG.errorf("looking at %s: %s", directory, failure.getMessage());
    }
  }

  private void remove(List<AllocId> ids) throws InterruptedException {
    List<Thread> removers = new ArrayList<>();
    for (AllocId id : ids) {
      LOG.infof("allocation %s has ended and there is little room: it is removed", id);
      removers.add(Thread.ofVirtual().start(() -> allocations.remove(id)));
    }
    for (Thread remover : removers) {
      remover.join();
    }
  }

  private CollectionRule.Usage usage() throws IOException, InterruptedException {
    FileStore store = Files.getFileStore(directory);
    double total = store.getTotalSpace();
    double disk = total <= 0 ? 0 : 100 * (total - store.getUsableSpace()) / total;
    return new CollectionRule.Usage(disk, inodePercent());
  }

  /** Java has no word for inodes. */
  private double inodePercent() throws IOException, InterruptedException {
    Process stat =
        new ProcessBuilder("stat", "-f", "-c", "%c %d", directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String[] fields =
        new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .strip()
            .split(" ");
    if (stat.waitFor() != 0 || fields.length != 2) {
      throw new IOException("stat -f failed");
    }
    double total = Double.parseDouble(fields[0]);
    return total <= 0 ? 0 : 100 * (total - Double.parseDouble(fields[1])) / total;
  }

  /** Ends it; when this returns, nothing more is chosen for removal. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
