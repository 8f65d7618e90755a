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

  @Test
  void version2HandsTheCpuControllerOnAndWeighsTasks() throws Exception {
    Path root = root();
    V2Tree tree = new V2Tree(mount, "ours");
    tree.prepare();
    tree.create("a.t.0", Limits.shares(1024));
    assertThat(mount.resolve("cgroup.subtree_control")).content().isEqualTo("+cpu");
    assertThat(root.resolve("cgroup.subtree_control")).content().isEqualTo("+cpu");
    assertThat(root.resolve("a.t.0/cpu.weight")).content().isEqualTo("39");
    assertThat(tree.joinFiles("a.t.0")).containsExactly(root.resolve("a.t.0/cgroup.procs"));
    assertThat(tree.names()).containsExactly("a.t.0");
    assertThat(tree.weighsCpu()).isTrue();
  }

  @Test
  void version2WithoutTheControllerDoesWithoutWeights() throws Exception {
    Files.writeString(mount.resolve("cgroup.controllers"), "memory\n");
    root();
    V2Tree tree = new V2Tree(mount, "ours");
    tree.prepare();
    tree.create("a.t.0", Limits.shares(1024));
    assertThat(tree.weighsCpu()).isFalse();
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
    assertThat(V2Tree.weight(0)).isEqualTo(1);
    assertThat(V2Tree.weight(2)).isEqualTo(1);
    assertThat(V2Tree.weight(262_144)).isEqualTo(10_000);
    assertThat(V2Tree.weight(Long.MAX_VALUE)).isEqualTo(10_000);
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
