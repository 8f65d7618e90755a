package io.drover.sidecar.task;

import static io.drover.sidecar.task.TestNode.PATIENCE;
import static io.drover.sidecar.task.TestNode.mock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.ClientStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which ended allocations go when, and that they do. */
final class CollectionTest {

  private static final CollectionRule.Usage ROOMY = new CollectionRule.Usage(10, 10);

  @TempDir Path directory;

  private static CollectionRule.Thresholds thresholds(int allocsMax) {
    return new CollectionRule.Thresholds(Duration.ofMillis(50), 80, 70, allocsMax, 2);
  }

  private static CollectionRule.Candidate ended(String digit, long second) {
    return new CollectionRule.Candidate(
        new AllocId("0000000" + digit + "-0000-0000-0000-000000000000"),
        Instant.ofEpochSecond(second));
  }

  private static final List<CollectionRule.Candidate> THREE =
      List.of(ended("3", 30), ended("1", 10), ended("2", 20));

  private static List<String> next(int total, CollectionRule.Usage usage) {
    return new CollectionRule(thresholds(5))
        .next(THREE, total, usage).stream().map(id -> id.value().substring(7, 8)).toList();
  }

  @Test
  void nothingGoesWhileThereIsRoom() {
    assertThat(next(5, ROOMY)).isEmpty();
    assertThat(next(5, new CollectionRule.Usage(80, 70))).isEmpty();
  }

  @Test
  void theOldestEndGoesFirstAndNoMoreThanNeeded() {
    assertThat(next(6, ROOMY)).containsExactly("1");
    assertThat(next(50, ROOMY)).as("two at a time").containsExactly("1", "2");
  }

  @Test
  void aFullDiskOrTooFewInodesAreReasonsToo() {
    assertThat(next(3, new CollectionRule.Usage(80.1, 10))).containsExactly("1", "2");
    assertThat(next(3, new CollectionRule.Usage(10, 70.1))).containsExactly("1", "2");
  }

  @Test
  void endedAllocationsGoUntilFewEnoughAreLeftAndNeverOneThatRunsOrIsNotYetKnownToHaveEnded()
      throws Exception {
    try (TestNode node = new TestNode(directory)) {
      AllocId runs = node.run(TestNode.job("batch", mock("t", "{\"run_for\":\"1h\"}", "")));
      AllocId untold = node.run(TestNode.job("batch", mock("t", "{\"run_for\":\"1ms\"}", "")));
      node.unacknowledged.add(untold);
      AllocId old = node.run(TestNode.job("batch", mock("t", "{\"run_for\":\"1ms\"}", "")));
      node.awaitStatus(untold, ClientStatus.COMPLETE);
      node.awaitStatus(old, ClientStatus.COMPLETE);
      node.awaitStatus(runs, ClientStatus.RUNNING);
      try (AllocCollector collector =
          new AllocCollector(
              node.allocations,
              node.dataDir.allocs(),
              new CollectionRule.Thresholds(Duration.ofMillis(50), 101, 101, 1, 2))) {
        assertThat(collector).isNotNull();
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(node.directory(old)).doesNotExist());
        assertThat(node.directory(untold)).isDirectory();
        node.unacknowledged.clear();
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(node.directory(untold)).doesNotExist());
        assertThat(node.directory(runs)).isDirectory();
      }
    }
  }
}
