package io.drover.sidecar.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.TaskState;
import io.drover.sidecar.cgroup.CgroupProbe;
import io.drover.sidecar.cgroup.CgroupTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tasks cost, and that nothing of them is left in dev mode. Prints its figures. */
final class CostTest {

  private static final int TASKS = 30;

  @TempDir Path directory;

  @Test
  void aTaskCostsLessThanAMegabyteAndDevModeLeavesNothing() throws Exception {
    NodeUnderTest node = new NodeUnderTest(directory);
    CgroupTree tree = CgroupProbe.probe(node.cgroupRoot).orElseThrow();
    List<AllocId> ids = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < TASKS; i++) {
      ids.add(node.run(Jobs.job("service", Jobs.shell("t", "trap '' INT; sleep 979"))));
    }
    for (AllocId id : ids) {
      node.awaitStatus(id, "running");
    }
    Duration launched = Duration.ofNanos(System.nanoTime() - begin);
    long kilobytes = 0;
    List<Long> holders = tree.members(CgroupTree.HOLDERS);
    for (long holder : holders) {
      kilobytes += pssKilobytes(holder);
    }
    System.out.printf(
        "%d tasks running after %d ms; holders cost %d kB PSS each%n",
        TASKS, launched.toMillis(), kilobytes / TASKS);
    assertThat(holders).hasSize(TASKS);
    assertThat(kilobytes / TASKS).isLessThan(1024);
    long stop = System.nanoTime();
    node.close();
    assertThat(Duration.ofNanos(System.nanoTime() - stop)).isLessThan(Duration.ofSeconds(6));
    assertThat(RawExecTest.processesWith("979")).isEmpty();
    assertThat(tree.mountPoint().resolve(node.cgroupRoot)).doesNotExist();
    assertThat(io.drover.sidecar.kernel.Mounts.below(directory)).isEmpty();
  }

  @Test
  void shortTasksGoThroughOneAfterAnother() throws Exception {
    try (NodeUnderTest node = new NodeUnderTest(directory)) {
      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        long begin = System.nanoTime();
        AllocId id =
            node.run(
                Jobs.job(
                    "batch",
                    Jobs.task("t", "raw_exec", "{'command':'/bin/true'}", Jobs.NO_RESTARTS, "")));
        node.awaitStatus(id, "complete");
        millis.add((System.nanoTime() - begin) / 1_000_000);
        TaskState state = node.server.task(id, "t");
        assertThat(state.failed()).isFalse();
      }
      millis.sort(null);
      System.out.printf("wanted to complete: p50 %d ms%n", millis.get(TASKS / 2));
    }
  }

  private static long pssKilobytes(long pid) throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
      if (line.startsWith("Pss:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new AssertionError("no Pss of " + pid);
  }
}
