package io.drover.sidecar.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/** Processes that do not want to end: all are gone, and their groups, on each kind of tree. */
@ParameterizedClass
@MethodSource("trees")
final class ContainmentTest {

  private static final Duration LONG = Duration.ofSeconds(60);
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
    tree.create(NAME, Limits.shares(100));
  }

  @AfterEach
  void rootIsRemoved() throws Exception {
    tree.destroy(NAME);
    tree.removeRoot();
  }

  private List<Path> groups() {
    return tree.joinFiles(NAME).stream().map(Path::getParent).toList();
  }

  /** Runs a script until it says "ready", ends the group, and looks for what is left. */
  private void endsAll(String script, int processes) throws Exception {
    Process main = RealTrees.start(tree.joinFiles(NAME), script);
    try (BufferedReader output = main.inputReader()) {
      assertThat(output.readLine()).isEqualTo("ready");
      Awaitility.await()
          .atMost(LONG)
          .untilAsserted(
              () -> assertThat(tree.members(NAME)).hasSizeGreaterThanOrEqualTo(processes));
      List<Long> members = tree.members(NAME);
      tree.destroy(NAME);
      assertThat(main.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(main.exitValue()).isEqualTo(137);
      Awaitility.await().atMost(LONG).untilAsserted(() -> assertThat(alive(members)).isEmpty());
    }
    assertThat(groups()).noneMatch(Files::exists);
    assertThat(tree.names()).isEmpty();
  }

  /** Those that are more than an exit state that waits to be read. */
  private static List<Long> alive(List<Long> pids) throws Exception {
    List<Long> alive = new ArrayList<>();
    for (long pid : pids) {
      try {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'Z') {
          alive.add(pid);
        }
      } catch (java.io.IOException gone) {
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
      }
    }
    return alive;
  }

  @Test
  void aForkBombWithinItsLimitOfProcesses() throws Exception {
    tree.destroy(NAME);
    Limits bounded = new Limits(0, "", 0, 0, 40);
    Assumptions.assumeTrue(
        tree.unenforceable(bounded).isEmpty(), () -> tree.version() + " cannot limit processes");
    tree.create(NAME, bounded);
    Process bomb = RealTrees.forkBomb(tree.joinFiles(NAME));
    Awaitility.await().atMost(LONG).until(() -> tree.members(NAME).size() > 35);
    tree.destroy(NAME);
    assertThat(bomb.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(bomb.exitValue()).isEqualTo(137);
    assertThat(groups()).noneMatch(Files::exists);
  }

  @Test
  void aProcessThatForksTwiceInASessionOfItsOwn() throws Exception {
    endsAll("setsid sh -c 'setsid sleep 972 & exit' & wait; echo ready; sleep 972", 2);
  }

  @Test
  void aProcessThatIgnoresEverySignalThatItCan() throws Exception {
    endsAll("for i in $(seq 1 31); do trap '' $i 2>/dev/null; done; echo ready; sleep 973", 2);
  }

  @Test
  void aProcessThatHasStoppedItself() throws Exception {
    endsAll("sh -c 'kill -STOP $$' & sleep 974 & echo ready; kill -STOP $$", 3);
  }

  @Test
  void aProcessInASignalHandlerThatNeverReturns() throws Exception {
    endsAll("trap 'echo ready; while :; do sleep 0.01; done' TERM; kill -TERM $$; sleep 975", 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aProcessInAGroupThatTheTaskHasMadeForItself(boolean frozen) throws Exception {
    Path own = groups().getFirst();
    Path inner = Files.createDirectories(own.resolve("inner/deeper"));
    Path stop =
        tree.version().equals("v1")
            ? inner.resolve("freezer.state")
            : inner.resolve("cgroup.freeze");
    String freeze = tree.version().equals("v1") ? "FROZEN" : "1";
    String last = frozen ? "echo " + freeze + " >" + stop + "; " : "";
    endsAll(
        "sh -c 'echo 0 >"
            + inner
            + "/cgroup.procs; sleep 976' & sleep 0.2; "
            + last
            + "echo ready; sleep 976",
        3);
  }

  @Test
  void manyAtOnceAreGoneWithinSeconds() throws Exception {
    endsAll("for i in $(seq 1 150); do setsid sleep 977 & done; echo ready; sleep 977", 151);
  }
}
