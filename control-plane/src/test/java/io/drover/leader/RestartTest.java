package io.drover.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.log.raft.RatisLog;
import io.drover.log.raft.RatisLogConfig;
import io.drover.state.SnapshotCodec;
import io.drover.state.SnapshotStore;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real log on a real disk: what was there before a restart is there after it, to the byte. */
class RestartTest {

  @TempDir Path dir;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private record Running(SnapshotStore store, CommandLoop loop) {}

  private Running open(RatisLogConfig config) {
    SnapshotStore store = new SnapshotStore();
    CommandLoop loop =
        new CommandLoop(
            new RatisLog(config),
            store,
            new LeaderContext(Clock.systemUTC(), new WorkDocuments()),
            Runnable::run);
    boolean[] leads = {false};
    loop.onLeadership(info -> leads[0] = info.leads());
    loop.start();
    await().until(() -> leads[0]);
    return new Running(store, loop);
  }

  private static void work(Running running, RandomWork work, int commands) throws Exception {
    List<CompletionStage<?>> answers = new ArrayList<>();
    for (int i = 0; i < commands; i++) {
      answers.add(running.loop().submit(work.next()));
    }
    for (CompletionStage<?> answer : answers) {
      try {
        answer.toCompletableFuture().get(20, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(io.drover.command.Refusal.class);
      }
    }
  }

  @Test
  void aRestartBringsBackTheSameStateFromTheLogAlone() throws Exception {
    RatisLogConfig config = RatisLogConfig.single(dir, freePort());
    restartTwice(config, 100);
  }

  @Test
  void aRestartBringsBackTheSameStateFromASnapshotAndTheRestOfTheLog() throws Exception {
    RatisLogConfig config =
        RatisLogConfig.single(dir, freePort()).with(new RatisLogConfig.Limits(20, 1 << 20, 0));
    restartTwice(config, 40);
  }

  private void restartTwice(RatisLogConfig config, int commands) throws Exception {
    RandomWork work = new RandomWork(7);
    String hash = "";
    long index = 0;
    for (int life = 0; life < 3; life++) {
      Running running = open(config);
      try {
        if (life > 0) {
          assertThat(running.store().current().index()).isEqualTo(index);
          assertThat(SnapshotCodec.hash(running.store().current())).isEqualTo(hash);
        }
        // One after another, so that there are as many entries as commands and a snapshot becomes
        // due.
        for (int i = 0; i < commands; i++) {
          work(running, work, 1);
        }
        hash = SnapshotCodec.hash(running.store().current());
        index = running.store().current().index();
      } finally {
        running.loop().close();
      }
    }
    assertThat(index).isGreaterThan(commands);
  }
}
