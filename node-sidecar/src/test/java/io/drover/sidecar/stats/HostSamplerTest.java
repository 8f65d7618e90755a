package io.drover.sidecar.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.sidecar.kernel.FileSystemUse;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statistics of this machine, beside what else tells of it, and their form as recorded. */
final class HostSamplerTest {

  @TempDir Path allocs;

  @Test
  void theyAreWrittenAsRecorded() throws Exception {
    JsonNode body = Golden.body("082-client-stats");
    List<HostStats.CpuStats> cores = new ArrayList<>();
    for (JsonNode one : body.get("CPU")) {
      cores.add(
          new HostStats.CpuStats(
              one.get("CPU").textValue(),
              one.get("Idle").doubleValue(),
              one.get("System").doubleValue(),
              one.get("TotalPercent").doubleValue(),
              one.get("TotalTicks").doubleValue(),
              one.get("User").doubleValue()));
    }
    List<HostStats.DiskStats> disks = new ArrayList<>();
    body.get("DiskStats").forEach(one -> disks.add(disk(one)));
    JsonNode memory = body.get("Memory");
    HostStats stats =
        new HostStats(
            disk(body.get("AllocDirStats")),
            cores,
            body.get("CPUTicksConsumed").doubleValue(),
            List.of(),
            disks,
            new HostStats.MemoryStats(
                memory.get("Available").longValue(),
                memory.get("Free").longValue(),
                memory.get("Total").longValue(),
                memory.get("Used").longValue()),
            body.get("Timestamp").longValue(),
            body.get("Uptime").longValue());
    assertThat(Golden.written(stats).toString()).isEqualTo(body.toString());
  }

  private static HostStats.DiskStats disk(JsonNode node) {
    return new HostStats.DiskStats(
        node.get("Available").longValue(),
        node.get("Device").textValue(),
        node.get("InodesUsedPercent").doubleValue(),
        node.get("Mountpoint").textValue(),
        node.get("Size").longValue(),
        node.get("Used").longValue(),
        node.get("UsedPercent").doubleValue());
  }

  @Test
  void theyAreThoseOfThisMachine() throws Exception {
    HostSampler sampler = new HostSampler(allocs, 2000);
    HostStats stats = sampler.sample();
    assertThat(stats.cpu()).hasSize(Runtime.getRuntime().availableProcessors());
    assertThat(stats.cpu().getFirst().cpu()).isEqualTo("cpu0");
    for (HostStats.CpuStats core : stats.cpu()) {
      assertThat(core.idle() + core.totalPercent()).isCloseTo(100, within(0.01));
      assertThat(core.totalTicks()).isCloseTo(core.totalPercent() * 20, within(0.01));
      assertThat(core.user() + core.system()).isBetween(0.0, core.totalPercent() + 0.01);
    }
    assertThat(stats.memory().total()).isEqualTo(memoryTotal());
    assertThat(stats.memory().used()).isBetween(1L, stats.memory().total());
    assertThat(stats.memory().available()).isBetween(1L, stats.memory().total());
    assertThat(Instant.ofEpochSecond(0, stats.timestamp()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    String uptime = Files.readString(Path.of("/proc/uptime"));
    assertThat((double) stats.uptime())
        .isCloseTo(Double.parseDouble(uptime.split(" ")[0]), within(60.0));
    assertThat(sampler.sample()).isNotNull();
  }

  private static long memoryTotal() throws Exception {
    String line = Files.readAllLines(Path.of("/proc/meminfo")).getFirst();
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }

  @Test
  void fileSystemsAreMeasuredAsJavaDoesAndInodesToo() throws Exception {
    FileStore store = Files.getFileStore(allocs);
    FileSystemUse use = FileSystemUse.of(allocs);
    assertThat(use.size()).isEqualTo(store.getTotalSpace());
    assertThat((double) use.available())
        .isCloseTo(store.getUsableSpace(), within(0.05 * use.size()));
    assertThat(use.usedPercent()).isBetween(0.0, 100.0);
    assertThat(use.inodesUsedPercent()).isBetween(0.0, 100.0);
    assertThat(new FileSystemUse(0, 0, 0, 0, 0).usedPercent()).isZero();
  }

  @Test
  void askingAgainAtOnceGivesTheSameAnswer() throws Exception {
    HostSampler sampler = new HostSampler(allocs, 2000);
    long before = System.nanoTime();
    HostStats first = sampler.sample();
    HostStats second = sampler.sample();
    // On a machine that stands still for a second between the two it is a new one.
    assertThat(second == first || System.nanoTime() - before > 1_000_000_000).isTrue();
  }

  @Test
  void onlyDisksAreListedAndWhatTasksSeeOfThemIsNot() {
    List<String> mounts =
        List.of(
            "/dev/vda / ext4 rw 0 0",
            "tmpfs /tmp tmpfs rw 0 0",
            "/dev/vdb /my\\040data xfs rw 0 0",
            "/dev/vda /var/allocs/1/t/alloc ext4 rw 0 0");
    assertThat(DiskMounts.find(mounts, Set.of("ext4", "xfs"), Path.of("/var/allocs")))
        .containsExactly(
            new DiskMounts.Mount("/dev/vda", Path.of("/")),
            new DiskMounts.Mount("/dev/vdb", Path.of("/my data")));
  }
}
