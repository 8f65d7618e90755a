package io.drover.sidecar.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits as the kernel of this machine enforces them, on each kind of tree that can be had. */
@ParameterizedClass
@MethodSource("trees")
final class RealLimitsTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final long MB = 1 << 20;
  private static final String NAME = "a.t.0";

  @Parameter CgroupTree tree;

  static Stream<CgroupTree> trees() throws Exception {
    Assumptions.assumeTrue(
        ProcessHandle.current().info().user().orElse("").equals("root"), "real cgroups need root");
    return RealTrees.all();
  }

  @BeforeEach
  void prepare() throws Exception {
    tree.prepare();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    for (String name : tree.names()) {
      tree.destroy(name);
    }
    tree.removeRoot();
    assertThat(tree.joinFiles(NAME)).noneMatch(file -> Files.exists(root(file)));
  }

  private static Path root(Path procs) {
    return procs.getParent().getParent();
  }

  private void create(Limits limits) throws Exception {
    Assumptions.assumeTrue(
        tree.unenforceable(limits).isEmpty(),
        () -> tree.version() + " lacks " + tree.unenforceable(limits) + " on this machine");
    tree.create(NAME, limits);
  }

  private String file(String name) throws Exception {
    for (Path procs : tree.joinFiles(NAME)) {
      Path file = procs.resolveSibling(name);
      if (Files.exists(file)) {
        return Files.readString(file).strip();
      }
    }
    return "none";
  }

  private String memoryLimit() throws Exception {
    return tree.version().equals("v2") ? file("memory.max") : file("memory.limit_in_bytes");
  }

  private Process start(String script) throws Exception {
    return RealTrees.start(tree.joinFiles(NAME), script);
  }

  private static String output(Process process) throws Exception {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return text.strip();
  }

  @Test
  void whatCannotBeEnforcedIsToldAndLeftOut() throws Exception {
    Limits all = new Limits(200, "0", 64 * MB, 0, 20);
    tree.create(NAME, all);
    Set<Controller> missing = EnumSet.allOf(Controller.class);
    missing.removeAll(tree.enforceable());
    assertThat(tree.unenforceable(all)).isEqualTo(missing);
    assertThat(output(start("echo alive"))).isEqualTo("alive");
    Limits inForce = tree.update(NAME, all);
    assertThat(inForce).isEqualTo(all.only(tree.enforceable()));
    assertThat(inForce.needed()).isEqualTo(tree.enforceable());
  }

  @Test
  void aTaskRunsOnTheCoresThatItWasGiven() throws Exception {
    create(new Limits(0, "0", 0, 0, 0));
    assertThat(output(start("grep Cpus_allowed_list /proc/self/status"))).endsWith("\t0");
    tree.destroy(NAME);
    create(Limits.NONE);
    String all = "0-" + (Runtime.getRuntime().availableProcessors() - 1);
    Assumptions.assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
    assertThat(output(start("grep Cpus_allowed_list /proc/self/status"))).endsWith("\t" + all);
  }

  @Test
  void aTaskThatTakesMoreMemoryThanItsLimitIsKilledAndCounted() throws Exception {
    RealTrees.assumePython();
    create(new Limits(0, "", 32 * MB, 0, 0));
    assertThat(tree.oomKills(NAME)).isZero();
    Process glutton = start("exec python3 -c 'b\"1\" * 200_000_000'");
    assertThat(glutton.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(glutton.exitValue()).isEqualTo(137);
    assertThat(tree.oomKills(NAME)).isEqualTo(1);
    CgroupUsage usage = tree.usage(NAME).orElseThrow();
    assertThat(usage.memoryMaxBytes()).isBetween(16 * MB, 33 * MB);
    assertThat(usage.swapBytes()).isZero();
  }

  @Test
  void moreThanTheReserveMayBeUsedUpToTheMaximum() throws Exception {
    create(new Limits(0, "", 16 * MB, 256 * MB, 0));
    assertThat(start("head -c 60000000 /dev/zero | tail -c 60000000 >/dev/null").waitFor())
        .isZero();
    assertThat(tree.oomKills(NAME)).isZero();
    assertThat(memoryLimit()).isEqualTo(Long.toString(256 * MB));
  }

  @Test
  void forksStopAtTheLimitOfProcesses() throws Exception {
    create(new Limits(0, "", 0, 0, 12));
    Process bomb = RealTrees.forkBomb(tree.joinFiles(NAME));
    Awaitility.await().atMost(LONG).until(() -> Long.parseLong(refusedForks()) > 20);
    assertThat(tree.members(NAME)).hasSizeLessThanOrEqualTo(12);
    tree.destroy(NAME);
    assertThat(bomb.waitFor()).isEqualTo(137);
  }

  private String refusedForks() throws Exception {
    return file("pids.events").replaceAll("(?s)max (\\d+).*", "$1");
  }

  @Test
  void limitsOfALiveGroupRiseAndFallTogetherWithSwap() throws Exception {
    create(new Limits(100, "", 64 * MB, 0, 0));
    start("sleep 986");
    for (long mb : new long[] {128, 32, 512, 48}) {
      Limits wanted = new Limits(mb, "0", mb * MB / 2, mb * MB, mb);
      assertThat(tree.update(NAME, wanted)).isEqualTo(wanted);
      assertThat(memoryLimit()).isEqualTo(Long.toString(mb * MB));
      assertThat(file("memory.memsw.limit_in_bytes")).isIn("none", Long.toString(mb * MB));
      assertThat(file("pids.max")).isEqualTo(Long.toString(mb));
    }
    tree.update(NAME, Limits.NONE);
    assertThat(file("pids.max")).isEqualTo("max");
    assertThat(memoryLimit()).isIn("max", "9223372036854771712");
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "cpuset"})
  void aLimitThatTheKernelRefusesIsNamedAndTheOldOnesStay(String kind) throws Exception {
    RealTrees.assumePython();
    create(new Limits(100, "0", 256 * MB, 0, 30));
    start("exec python3 -c 'import time; x = b\"1\" * 100_000_000; time.sleep(986)'");
    Awaitility.await()
        .atMost(LONG)
        .until(() -> tree.usage(NAME).orElseThrow().memoryBytes() > 90 * MB);
    Limits refused =
        kind.equals("memory")
            ? new Limits(300, "0", 20 * MB, 0, 40)
            : new Limits(300, "4095", 300 * MB, 0, 40);
    assertThatThrownBy(() -> tree.update(NAME, refused))
        .isInstanceOf(java.io.IOException.class)
        .hasMessageContaining(kind + ".")
        .hasMessageContaining(kind.equals("memory") ? "20971520" : "4095")
        .hasMessageMatching(".*(busy|Invalid argument|in use|out of range).*");
    assertThat(file("cpu.shares")).isIn("none", "100");
    assertThat(file("pids.max")).isEqualTo("30");
    assertThat(file("cpuset.cpus")).isEqualTo("0");
    assertThat(memoryLimit()).isEqualTo(Long.toString(256 * MB));
  }

  @Test
  void aGroupWhoseLimitsAreRefusedIsNotMade() throws Exception {
    Limits wrong = new Limits(100, "4095", 0, 0, 0);
    Assumptions.assumeTrue(tree.unenforceable(wrong).isEmpty(), "no cpuset here");
    assertThatThrownBy(() -> tree.create(NAME, wrong))
        .hasMessageContaining("cannot set cpuset.cpus to \"4095\"");
    assertThat(tree.names()).isEmpty();
  }

  @Test
  void aGroupInsideATasksCountsForTheTaskAndEndsAlone() throws Exception {
    tree.create(NAME, Limits.shares(100));
    Process main = start("exec sleep 987");
    tree.createSub(NAME, "exec-1");
    Process inside =
        RealTrees.start(tree.joinFiles(NAME, "exec-1"), "setsid sleep 988 & sleep 988");
    assertThat(tree.subs(NAME)).containsExactly("exec-1");
    Awaitility.await().atMost(LONG).until(() -> tree.members(NAME).contains(inside.pid()));
    tree.destroySub(NAME, "exec-1");
    assertThat(inside.waitFor()).isEqualTo(137);
    assertThat(tree.subs(NAME)).isEmpty();
    assertThat(tree.members(NAME)).containsExactly(main.pid());
    tree.createSub(NAME, "exec-2");
    Process second = RealTrees.start(tree.joinFiles(NAME, "exec-2"), "sleep 989");
    Awaitility.await().atMost(LONG).until(() -> tree.members(NAME).contains(second.pid()));
    tree.destroy(NAME);
    assertThat(List.of(main.waitFor(), second.waitFor())).containsOnly(137);
  }

  @Test
  void leftoversOfAnyHierarchyAreFound() throws Exception {
    for (Path procs : tree.joinFiles(NAME)) {
      Path left = root(procs).resolve("left-" + root(procs).getParent().getFileName());
      Files.createDirectory(left);
      assertThat(tree.names()).containsExactly(left.getFileName().toString());
      tree.destroy(left.getFileName().toString());
      assertThat(left).doesNotExist();
    }
  }

  @Test
  void processorTimeIsMeasured() throws Exception {
    tree.create(NAME, Limits.NONE);
    assertThat(tree.usage(NAME).orElseThrow().cpuNanos()).isZero();
    Process busy = start("while :; do :; done");
    Awaitility.await()
        .atMost(LONG)
        .until(() -> tree.usage(NAME).orElseThrow().userNanos() > 200_000_000);
    CgroupUsage usage = tree.usage(NAME).orElseThrow();
    assertThat(usage.cpuNanos()).isGreaterThanOrEqualTo(usage.userNanos());
    assertThat(usage.memoryBytes() > 0).isEqualTo(tree.enforceable().contains(Controller.MEMORY));
    tree.destroy(NAME);
    assertThat(busy.waitFor()).isEqualTo(137);
    assertThat(tree.usage(NAME)).isEmpty();
  }
}
