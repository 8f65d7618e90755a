package io.drover.sidecar.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.sidecar.cgroup.CgroupTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a launch and a held process cost. Prints its figures. */
final class LaunchCostTest {

  private static final int LAUNCHES = 100;
  private static final int HELD = 20;

  @TempDir Path directory;

  /** Times of launches in microseconds, in order, and what all of them took to their ends. */
  private record Measured(List<Long> micros, long nanos, long ticks) {

    static Measured of(Collection<Long> micros, long begun, long cpuBefore) throws Exception {
      return new Measured(
          micros.stream().sorted().toList(), System.nanoTime() - begun, cpuTicks() - cpuBefore);
    }

    @Override
    public String toString() {
      return String.format(
          "%.0f a second to their durable ends; launch p50 %d us, p99 %d us;"
              + " %.1f ms of the children's and our CPU each",
          LAUNCHES * 1e9 / nanos,
          micros.get(LAUNCHES / 2),
          micros.get(LAUNCHES * 99 / 100),
          ticks * 10.0 / LAUNCHES);
    }
  }

  @Test
  void aHeldProcessCostsLittleAndALaunchIsQuick() throws Exception {
    try (Engine engine = new Engine(directory)) {
      oneAfterAnother(engine, "warm");
      System.out.printf(
          "%d launches one after another: %s%n", LAUNCHES, oneAfterAnother(engine, "serial"));
      System.out.printf("%d launches at once: %s%n", LAUNCHES, atOnce(engine));
      for (int i = 0; i < HELD; i++) {
        engine.executor.launch("held" + i, engine.command("/bin/sleep", "60"));
      }
      List<Long> holders = engine.tree.members(CgroupTree.HOLDERS);
      long kilobytes = 0;
      for (long holder : holders) {
        kilobytes += pssKilobytes(holder);
      }
      System.out.printf("holder: %d kB PSS%n", kilobytes / holders.size());
      assertThat(holders).hasSize(HELD);
      // The budget of a task beside its own memory.
      assertThat(kilobytes / holders.size()).isLessThan(50);
    }
  }

  private static Measured oneAfterAnother(Engine engine, String name) throws Exception {
    List<Long> launched = new ArrayList<>();
    long begun = System.nanoTime();
    long cpu = cpuTicks();
    for (int i = 0; i < LAUNCHES; i++) {
      Engine.end(launch(engine, name + i, launched));
    }
    return Measured.of(launched, begun, cpu);
  }

  private static Measured atOnce(Engine engine) throws Exception {
    Collection<Long> launched = new ConcurrentLinkedQueue<>();
    long begun = System.nanoTime();
    long cpu = cpuTicks();
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    for (int i = 0; i < LAUNCHES; i++) {
      String id = "parallel" + i;
      threads.add(
          Thread.ofVirtual()
              .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
              .start(() -> launchToEnd(engine, id, launched)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    return Measured.of(launched, begun, cpu);
  }

  private static void launchToEnd(Engine engine, String id, Collection<Long> launched) {
    try {
      Engine.end(launch(engine, id, launched));
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static Running launch(Engine engine, String id, Collection<Long> launched)
      throws Exception {
    long begun = System.nanoTime();
    Running running = engine.executor.launch(id, engine.command("/bin/true"));
    launched.add((System.nanoTime() - begun) / 1000);
    return running;
  }

  private static long pssKilobytes(long pid) throws Exception {
    return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
        .filter(line -> line.startsWith("Pss:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }

  /** Of this process and the children it has collected, in hundredths of a second. */
  private static long cpuTicks() throws Exception {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11])
        + Long.parseLong(fields[12])
        + Long.parseLong(fields[13])
        + Long.parseLong(fields[14]);
  }
}
