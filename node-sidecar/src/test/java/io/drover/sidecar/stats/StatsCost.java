package io.drover.sidecar.stats;

import io.drover.sidecar.cgroup.CgroupProbe;
import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.cgroup.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Processor time that regular statistics cost: {@code StatsCost [groups] [seconds] [milliseconds
 * between samples]}. Makes that many groups with one sleeping process each, lets the clock sample
 * them, and takes what the whole program used meanwhile.
 */
public final class StatsCost {

  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private StatsCost() {}

  public static void main(String[] arguments) throws Exception {
    int groups = number(arguments, 0, 500);
    int seconds = number(arguments, 1, 30);
    Duration interval = Duration.ofMillis(number(arguments, 2, 1000));
    CgroupTree tree =
        CgroupProbe.probe("drover-cost-" + ProcessHandle.current().pid()).orElseThrow();
    tree.prepare();
    try {
      for (int i = 0; i < groups; i++) {
        String name = "a.t." + i;
        tree.create(name, Limits.shares(100));
        Process sleeper = new ProcessBuilder("sleep", "600").start();
        for (Path file : tree.joinFiles(name)) {
          Files.writeString(file, Long.toString(sleeper.pid()));
        }
      }
      measure(tree, groups, seconds, interval);
    } finally {
      for (String name : tree.names()) {
        tree.destroy(name);
      }
      tree.removeRoot();
    }
  }

  private static int number(String[] arguments, int index, int otherwise) {
    return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
  }

  private static void measure(CgroupTree tree, int groups, int seconds, Duration interval)
      throws IOException {
    AtomicLong samples = new AtomicLong();
    try (StatsClock clock = new StatsClock()) {
      for (int i = 0; i < groups; i++) {
        clock.subscribe(
            new TaskSampler(tree, "a.t." + i, 2000),
            interval,
            false,
            usage -> samples.incrementAndGet(),
            () -> {});
        // Spread as tasks that were started one after another.
        LockSupport.parkNanos(interval.toNanos() / groups);
      }
      LockSupport.parkNanos(WARM_UP.toNanos());
      long before = processorNanos();
      long told = samples.get();
      long start = System.nanoTime();
      LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
      long elapsed = System.nanoTime() - start;
      long used = processorNanos() - before;
      long count = samples.get() - told;
      System.out.printf(
          "%s, %d groups at %d ms: %.2f %% of one core, %d samples, %.1f us each%n",
          tree.version(),
          groups,
          interval.toMillis(),
          100.0 * used / elapsed,
          count,
          used / 1000.0 / count);
    }
  }

  private static long processorNanos() throws IOException {
    return ProcessReader.read(
            ProcessHandle.current().pid(), new io.drover.sidecar.kernel.SmallFiles())
        .orElseThrow()
        .total();
  }
}
