package io.drover.sidecar.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.ids.AllocId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sidecar in dev mode leaves behind: nothing. */
final class DevModeEndTest {

  @TempDir Path directory;

  @Test
  void noHierarchyKeepsAGroupThatARuntimeMadeThere() throws Exception {
    Assumptions.assumeTrue(
        Stream.of("/usr/sbin/runc", "/usr/bin/runc", "/usr/bin/crun")
            .anyMatch(program -> Files.isExecutable(Path.of(program))),
        "isolated tasks need an OCI runtime");
    NodeUnderTest node = new NodeUnderTest(directory);
    try {
      AllocId id =
          node.run(
              Jobs.job(
                  "batch",
                  Jobs.task(
                      "t",
                      "exec",
                      "{'command':'/bin/sleep','args':['1000']}",
                      Jobs.NO_RESTARTS,
                      "")));
      node.awaitStatus(id, "running");
      assertThat(roots(node.cgroupRoot)).isNotEmpty();
    } finally {
      node.close();
    }
    assertThat(roots(node.cgroupRoot)).isEmpty();
  }

  private static List<Path> roots(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(line -> line.contains(" - cgroup"))
        .map(line -> Path.of(line.split(" ")[4], name))
        .filter(Files::exists)
        .toList();
  }
}
