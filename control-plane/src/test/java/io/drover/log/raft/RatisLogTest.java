package io.drover.log.raft;

import static io.drover.log.RecordingFollower.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.log.RecordingFollower;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatisLogTest {

  @TempDir Path directory;

  @Test
  void whatWasAppendedIsThereAfterARestart() throws Exception {
    RecordingFollower first = new RecordingFollower();
    RatisLogConfig config = RatisLogConfig.single(directory, Ports.free());
    try (RatisLog log = new RatisLog(config)) {
      log.start(first);
      awaitLead(log);
      long term = log.leader().term();
      List<CompletableFuture<Long>> appends = new ArrayList<>();
      for (int i = 1; i <= 500; i++) {
        appends.add(log.append(term, i, entry("entry " + i)).toCompletableFuture());
      }
      for (int i = 0; i < 500; i++) {
        assertThat(appends.get(i).get()).isEqualTo(i + 1);
      }
      assertThat(first.position()).isEqualTo(500);
      log.barrier().toCompletableFuture().get();
    }
    RecordingFollower second = new RecordingFollower();
    try (RatisLog log = new RatisLog(config)) {
      log.start(second);
      awaitLead(log);
      assertThat(second.position()).isEqualTo(500);
      assertThat(second.hash()).isEqualTo(first.hash());
      assertThat(log.leader().position()).isEqualTo(500);
      assertThat(log.append(log.leader().term(), 501, entry("more")).toCompletableFuture().get())
          .isEqualTo(501);
    }
  }

  static void awaitLead(RatisLog log) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> log.leader().leads());
  }
}
