package io.drover.sidecar.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are written, in which hierarchy, with what: on plain directories. */
final class FakeTreeTest {

  @TempDir Path mount;

  @BeforeEach
  void controllers() throws Exception {
    Files.writeString(mount.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
    Files.writeString(mount.resolve("cgroup.subtree_control"), "");
  }

  private Path root() throws Exception {
    Path root = Files.createDirectories(mount.resolve("ours"));
    Files.writeString(root.resolve("cgroup.controllers"), "cpu memory\n");
    Files.writeString(root.resolve("cgroup.subtree_control"), "");
    return root;
  }

  private static final Limits ALL = new Limits(1024, "0-1", 64 << 20, 128 << 20, 50);

  @Test
  void version2HandsControllersOnAndPutsOnWhatItHas() throws Exception {
    Path root = root();
    V2Tree tree = new V2Tree(mount, "ours");
    assertThat(tree.enforceable()).isEmpty();
    tree.prepare();
    assertThat(tree.enforceable()).containsExactlyInAnyOrder(Controller.CPU, Controller.MEMORY);
    assertThat(tree.unenforceable(ALL))
        .containsExactlyInAnyOrder(Controller.CPUSET, Controller.PIDS);
    assertThat(tree.unenforceable(Limits.shares(5))).isEmpty();
    Path group = Files.createDirectories(root.resolve("a.t.0"));
    Files.writeString(group.resolve("memory.swap.max"), "max\n");
    tree.create("a.t.0", ALL);
    assertThat(group.resolve("cpu.weight")).content().isEqualTo("39");
    assertThat(group.resolve("memory.max")).content().isEqualTo("134217728");
    assertThat(group.resolve("memory.low")).content().isEqualTo("67108864");
    assertThat(group.resolve("memory.swap.max")).content().isEqualTo("0");
    assertThat(group.resolve("cpuset.cpus")).doesNotExist();
    assertThat(group.resolve("pids.max")).doesNotExist();
    assertThat(tree.joinFiles("a.t.0")).containsExactly(root.resolve("a.t.0/cgroup.procs"));
    assertThat(tree.joinFiles("a.t.0", "exec-1"))
        .containsExactly(root.resolve("a.t.0/exec-1/cgroup.procs"));
    assertThat(tree.names()).containsExactly("a.t.0");
  }

  @Test
  void version2ChangesLimitsAndTellsWhatIsInForce() throws Exception {
    Path group = Files.createDirectories(root().resolve("a.t.0"));
    V2Tree tree = new V2Tree(mount, "ours");
    tree.prepare();
    tree.create("a.t.0", ALL);
    Files.writeString(group.resolve("memory.current"), "30000000\n");
    Files.writeString(
        group.resolve("memory.stat"), "anon 9000000\ninactive_file 4000000\nactive_file 6000000\n");
    Limits smaller = new Limits(500, "0", 20_000_000, 0, 9);
    assertThat(tree.update("a.t.0", smaller)).isEqualTo(new Limits(500, "", 20_000_000, 0, 0));
    assertThat(group.resolve("memory.max")).content().isEqualTo("20000000");
    assertThat(group.resolve("memory.low")).content().isEqualTo("0");
    assertThatThrownBy(() -> tree.update("a.t.0", new Limits(900, "", 19_999_999, 0, 0)))
        .hasMessageContaining("cannot set memory.max to \"19999999\"")
        .hasMessageContaining("20000000 bytes are in use");
    assertThat(group.resolve("cpu.weight")).content().isEqualTo("19");
    tree.update("a.t.0", Limits.NONE);
    assertThat(group.resolve("memory.max")).content().isEqualTo("max");
    assertThat(group.resolve("cpu.weight")).content().isEqualTo("100");
  }

  @Test
  void version2MeasuresWhatItsFilesTell() throws Exception {
    Path group = Files.createDirectories(root().resolve("a.t.0"));
    V2Tree tree = new V2Tree(mount, "ours");
    tree.prepare();
    Files.writeString(
        group.resolve("cpu.stat"),
        "usage_usec 300\nuser_usec 200\nsystem_usec 100\nnr_throttled 3\nthrottled_usec 7\n");
    Files.writeString(
        group.resolve("memory.stat"), "anon 11\nfile 12\nkernel 13\nfile_mapped 14\n");
    Files.writeString(group.resolve("memory.current"), "36\n");
    Files.writeString(group.resolve("memory.peak"), "40\n");
    Files.writeString(group.resolve("memory.events"), "low 0\noom 5\noom_kill 2\n");
    assertThat(tree.usage("a.t.0"))
        .contains(
            new CgroupUsage(300_000, 200_000, 100_000, 3, 7000, 36, 11, 12, 14, -1, 40, 13, -1));
    assertThat(tree.oomKills("a.t.0")).isEqualTo(2);
    assertThat(tree.usage("unknown")).isEmpty();
    assertThat(tree.oomKills("unknown")).isZero();
  }

  @Test
  void version2WithoutTheControllerDoesWithoutWeights() throws Exception {
    Files.writeString(mount.resolve("cgroup.controllers"), "memory\n");
    Files.writeString(root().resolve("cgroup.controllers"), "memory\n");
    V2Tree tree = new V2Tree(mount, "ours");
    tree.prepare();
    tree.create("a.t.0", Limits.shares(1024));
    assertThat(tree.enforceable()).doesNotContain(Controller.CPU);
    assertThat(mount.resolve("ours/a.t.0/cpu.weight")).doesNotExist();
  }

  @Test
  void membersOfGroupsBelowCountToo() throws Exception {
    root();
    V2Tree tree = new V2Tree(mount, "ours");
    tree.prepare();
    tree.create("a.t.0", Limits.shares(0));
    Path inner = Files.createDirectories(mount.resolve("ours/a.t.0/inner"));
    Files.writeString(mount.resolve("ours/a.t.0/cgroup.procs"), "");
    Files.writeString(inner.resolve("cgroup.procs"), "12\n13\n");
    assertThat(tree.members("a.t.0")).containsExactly(12L, 13L);
    assertThat(tree.members("unknown")).isEmpty();
  }

  @Test
  void weightsCoverTheWholeRangeOfShares() {
    assertThat(V2Limits.weight(0)).isEqualTo(1);
    assertThat(V2Limits.weight(2)).isEqualTo(1);
    assertThat(V2Limits.weight(262_144)).isEqualTo(10_000);
    assertThat(V2Limits.weight(Long.MAX_VALUE)).isEqualTo(10_000);
  }

  @Test
  void theProbeTellsTheThreeKindsOfHostsApart() {
    String v2 = "38 31 0:35 / " + mount + " rw - cgroup2 cgroup2 rw";
    String cpu = "32 31 0:29 / " + mount + " rw - cgroup cgroup rw,cpu,cpuacct";
    String freezer = "37 31 0:34 / " + mount + " rw - cgroup cgroup rw,freezer";
    assertThat(kind(v2)).isEqualTo("v2");
    assertThat(kind(v2, cpu, freezer)).isEqualTo("hybrid");
    assertThat(kind(cpu, freezer)).isEqualTo("v1");
    assertThat(kind("1 1 0:1 / / rw - ext4 /dev/vda rw")).isEqualTo("none");
  }

  private static String kind(String... mounts) {
    return CgroupProbe.probe(List.of(mounts), "ours").map(CgroupTree::version).orElse("none");
  }

  @Test
  void aRootNameThatLeadsElsewhereIsRefused() {
    assertThatThrownBy(() -> CgroupProbe.probe(List.of(), "../etc"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
