package io.drover.sidecar.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.sidecar.cgroup.CgroupTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a launch and a held process cost. Prints its figures. */
final class LaunchCostTest {

  private static final int LAUNCHES = 100;

  @TempDir Path directory;

  @Test
  void aHeldProcessCostsLittleAndALaunchIsQuick() throws Exception {
    try (Engine engine = new Engine(directory)) {
      for (int i = 0; i < LAUNCHES; i++) {
        Engine.end(engine.executor.launch("warm" + i, engine.command("/bin/true")));
      }
      List<Long> launched = new ArrayList<>();
      long begin = System.nanoTime();
      long cpu = cpuTicks();
      for (int i = 0; i < LAUNCHES; i++) {
        long one = System.nanoTime();
        Running running = engine.executor.launch("p" + i, engine.command("/bin/true"));
        launched.add((System.nanoTime() - one) / 1000);
        Engine.end(running);
      }
      long nanos = System.nanoTime() - begin;
      long ticks = cpuTicks() - cpu;
      launched.sort(null);
      for (int i = 0; i < 20; i++) {
        engine.executor.launch("held" + i, engine.command("/bin/sleep", "60"));
      }
      long kilobytes = 0;
      List<Long> holders = engine.tree.members(CgroupTree.HOLDERS);
      for (long holder : holders) {
        for (String line : Files.readAllLines(Path.of("/proc/" + holder + "/smaps_rollup"))) {
          if (line.startsWith("Pss:")) {
            kilobytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
          }
        }
      }
      System.out.printf(
          "%d launches to their durable ends: %.0f a second one after another; launch p50 %d us;"
              + " %.1f ms of the children's and our CPU each; holder %d kB PSS%n",
          LAUNCHES,
          LAUNCHES * 1e9 / nanos,
          launched.get(LAUNCHES / 2),
          ticks * 10.0 / LAUNCHES,
          kilobytes / holders.size());
      assertThat(holders).hasSize(20);
      // The budget of a task beside its own memory.
      assertThat(kilobytes / holders.size()).isLessThan(50);
    }
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
