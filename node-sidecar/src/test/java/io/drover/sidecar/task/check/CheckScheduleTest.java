package io.drover.sidecar.task.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.model.CheckRestart;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When checks are run, how many at once, and when one restarts its task. */
final class CheckScheduleTest {

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final CheckSchedule schedule = new CheckSchedule(timer);

  @AfterEach
  void stop() {
    timer.shutdownNow();
    schedule.close();
  }

  @Test
  void thousandsAreRunWithoutAThreadEachAndNeverTooManyAtOnce() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    List<AtomicInteger> runs = new ArrayList<>();
    List<CheckSchedule.Repeated> all = new ArrayList<>();
    int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
    for (int i = 0; i < 5000; i++) {
      AtomicInteger mine = new AtomicInteger();
      runs.add(mine);
      all.add(
          schedule.repeat(
              Duration.ofMillis(10),
              Duration.ofMillis(50),
              () -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                try {
                  release.await();
                  mine.incrementAndGet();
                } finally {
                  now.decrementAndGet();
                }
              }));
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> now.get() == CheckSchedule.AT_ONCE_MAX);
    assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - threadsBefore)
        .isLessThan(100);
    release.countDown();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> runs.stream().allMatch(mine -> mine.get() >= 3));
    all.forEach(CheckSchedule.Repeated::close);
    assertThat(most).hasValue(CheckSchedule.AT_ONCE_MAX);
  }

  @Test
  void oneThatIsClosedWhileItIsRunEndsSoonAndIsRunNoMore() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    CheckSchedule.Repeated one =
        schedule.repeat(
            Duration.ZERO,
            Duration.ZERO,
            () -> {
              runs.incrementAndGet();
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException closing) {
                interrupted.countDown();
                throw closing;
              }
            });
    begun.await();
    one.close();
    interrupted.await();
    assertThat(runs).hasValue(1);
  }

  @Test
  void aTaskIsRestartedAfterAsManyFailuresAsTheLimitAndNotWithinItsGrace() {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    RestartRule rule =
        new RestartRule(new CheckRestart(3, Duration.ofSeconds(10), false), Duration.ofSeconds(1));
    assertThat(rule.judge(true, start, start.plusSeconds(9))).isFalse();
    assertThat(rule.judge(true, start, start.plusSeconds(10))).isFalse();
    assertThat(rule.judge(true, start, start.plusSeconds(11))).isFalse();
    assertThat(rule.judge(false, start, start.plusSeconds(12))).isFalse();
    assertThat(rule.judge(true, start, start.plusSeconds(13))).isFalse();
    assertThat(rule.judge(true, start, start.plusSeconds(14))).isFalse();
    assertThat(rule.judge(true, start, start.plusSeconds(15))).isTrue();
    Instant again = start.plusSeconds(16);
    assertThat(rule.judge(true, again, again.plusSeconds(5))).isFalse();
    assertThat(rule.judge(true, again, again.plusSeconds(10))).isFalse();
    assertThat(rule.judge(true, again, again.plusSeconds(12))).isTrue();
  }

  @Test
  void aLimitOfOneRestartsAtTheFirstFailure() {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    RestartRule rule =
        new RestartRule(new CheckRestart(1, Duration.ZERO, false), Duration.ofSeconds(1));
    assertThat(rule.judge(true, start, start.plusSeconds(1))).isTrue();
  }
}
