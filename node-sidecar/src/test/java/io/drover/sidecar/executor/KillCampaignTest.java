package io.drover.sidecar.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.spawn.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * The executor is dropped at random moments, launches under way included, and a fresh one takes
 * over: no process is lost, none runs twice, and each exit is the true one.
 */
final class KillCampaignTest {

  @Property(tries = 4, shrinking = ShrinkingMode.OFF)
  void noExitIsLostOrChanged(@ForAll long seed) throws Exception {
    Path directory = Files.createTempDirectory("campaign");
    Random random = new Random(seed);
    try (Engine engine = new Engine(directory)) {
      Map<String, ExitStatus> expected = new TreeMap<>();
      for (int life = 0; life < 6; life++) {
        for (int i = 0; i < 4; i++) {
          String id = "p" + life + "-" + i;
          int how = random.nextInt(120);
          double seconds = random.nextInt(40) / 100.0;
          expected.put(id, how < 100 ? new ExitStatus.Exited(how) : new ExitStatus.Signaled(9));
          ExecCommand command =
              engine.shell(
                  "echo x >>../ran-%s; sleep %s; %s"
                      .formatted(id, seconds, how < 100 ? "exit " + how : "kill -9 $$"));
          HostExecutor executor = engine.executor;
          Thread.ofVirtual().start(() -> launch(executor, id, command));
        }
        LockSupport.parkNanos(random.nextInt(60) * 1_000_000L);
        engine.diesAndComesBack();
        for (String id : expected.keySet()) {
          engine.executor.recover(id);
        }
      }
      int known = 0;
      for (Running running : engine.executor.list()) {
        assertThat(Engine.end(running).status())
            .as("%s, seed %d", running.id(), seed)
            .isEqualTo(expected.get(running.id()));
        known++;
      }
      assertThat(known).isPositive();
      for (String id : expected.keySet()) {
        Path ran = directory.resolve("ran-" + id);
        assertThat(Files.exists(ran) ? Files.readString(ran) : "").as(id).isIn("", "x\n");
      }
      assertThat(engine.tree.names()).isEmpty();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(engine.tree.members(CgroupTree.HOLDERS)).isEmpty());
    } finally {
      io.drover.sidecar.recover.Trees.delete(directory);
    }
  }

  private static void launch(HostExecutor executor, String id, ExecCommand command) {
    try {
      executor.launch(id, command);
    } catch (IOException | RuntimeException dropped) {
      // Its executor was dropped in the middle; what became of it is asked of the next one.
    }
  }
}
