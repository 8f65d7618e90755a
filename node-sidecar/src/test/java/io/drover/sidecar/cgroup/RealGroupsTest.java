package io.drover.sidecar.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ending what does not want to end, on the hierarchies that this machine has. */
final class RealGroupsTest {

  @BeforeAll
  static void root() {
    Assumptions.assumeTrue(
        ProcessHandle.current().info().user().orElse("").equals("root"), "real cgroups need root");
  }

  static Stream<CgroupTree> trees() throws Exception {
    return RealTrees.all();
  }

  @ParameterizedTest
  @MethodSource("trees")
  void processesThatForkAllTheTimeAreEnded(CgroupTree tree) throws Exception {
    tree.prepare();
    tree.create("a.t.0", Limits.shares(100));
    StringBuilder script = new StringBuilder();
    tree.joinFiles("a.t.0").forEach(file -> script.append("echo 0 >").append(file).append("; "));
    // Three lines of descent that replace themselves for ever, each in a session of its own.
    script.append(
        "f() { setsid sh -c \"$0\" \"$0\" & }; [ \"$0\" = sh ] && exit; sleep 0.01; f; exit");
    String forever = "sleep 0.01; setsid sh -c \"$0\" \"$0\" & exit 0";
    script.setLength(script.indexOf("f() {"));
    script.append("for i in 1 2 3; do setsid sh -c '").append(forever).append("' '");
    script.append(forever).append("' & done; sleep 983");
    Process bomb = new ProcessBuilder("sh", "-c", script.toString()).start();
    Awaitility.await().untilAsserted(() -> assertThat(tree.members("a.t.0")).hasSizeGreaterThan(2));
    tree.destroy("a.t.0");
    assertThat(bomb.waitFor()).isEqualTo(137);
    assertThat(tree.names()).isEmpty();
    tree.destroy("a.t.0");
    tree.removeRoot();
    assertThat(tree.mountPoint().resolve(tree.joinFiles("x").getFirst().getParent().getParent()))
        .doesNotExist();
  }
}
