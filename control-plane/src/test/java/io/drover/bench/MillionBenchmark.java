package io.drover.bench;

import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.schedule.Fixtures;
import io.drover.schedule.Harness;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.Locale;

/**
 * Many allocations in one process, without the log: how long placing them takes, and how many bytes
 * of heap and of a snapshot on disk each of them is. Start the main method of the test classes with
 * the numbers of nodes, of jobs and of allocations a job.
 */
public final class MillionBenchmark {

  private MillionBenchmark() {}

  public static void main(String[] args) throws IOException {
    int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
    int jobs = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    int perJob = args.length > 2 ? Integer.parseInt(args[2]) : 1_000;
    Harness harness = new Harness();
    harness.keepPlans(false);
    for (int i = 0; i < nodes; i++) {
      harness.cluster.add(Fixtures.node("n" + i, 64_000, 256_000));
    }
    long before = heapBytes();
    long start = System.nanoTime();
    long cpu = cpuNanos();
    for (int i = 0; i < jobs; i++) {
      JobSpec job =
          Fixtures.changed(
              Fixtures.service("j" + i, perJob), group -> Fixtures.using(group, 20, 32));
      Evaluation evaluation = harness.cluster.register(job);
      harness.process(evaluation);
    }
    double cpuSeconds = (cpuNanos() - cpu) / 1e9;
    double seconds = (System.nanoTime() - start) / 1e9;
    Snapshot snapshot = harness.cluster.snapshot();
    int placed = snapshot.allocations().size();
    if (placed != jobs * perJob) {
      throw new IllegalStateException("placed " + placed + " of " + jobs * perJob);
    }
    long peak = peakBytes();
    long after = heapBytes();
    Counting disk = new Counting();
    SnapshotCodec.write(snapshot, disk);
    System.out.printf(
        Locale.ROOT,
        "%d nodes, %d jobs of %d: %.1f s (%.1f s of processor), %.0f placements/s,"
            + " %d bytes of heap and %d of a snapshot an allocation, %d MB of heap at most%n",
        nodes,
        jobs,
        perJob,
        seconds,
        cpuSeconds,
        placed / cpuSeconds,
        (after - before) / placed,
        disk.bytes / placed,
        peak >> 20);
  }

  /** The most that was in use at a time, garbage included; the limit of the heap decides on it. */
  private static long peakBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  /** What is in use after a collection. */
  private static long heapBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static final class Counting extends OutputStream {
    long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] b, int off, int len) {
      bytes += len;
    }
  }
}
