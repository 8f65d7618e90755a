package io.drover.sidecar.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.drover.sidecar.cgroup.CgroupTree;
import io.drover.sidecar.cgroup.Controller;
import io.drover.sidecar.cgroup.Limits;
import io.drover.sidecar.cgroup.RealTrees;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What real processes use, on each kind of tree that this machine can have. */
@ParameterizedClass
@MethodSource("trees")
final class TaskSamplerTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String NAME = "a.t.0";
  private static final double CORE_MHZ = 2000;

  @Parameter CgroupTree tree;

  static Stream<CgroupTree> trees() throws Exception {
    Assumptions.assumeTrue(
        ProcessHandle.current().info().user().orElse("").equals("root"), "real cgroups need root");
    return RealTrees.all();
  }

  @BeforeEach
  void group() throws Exception {
    tree.prepare();
    tree.create(NAME, Limits.shares(100));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    tree.destroy(NAME);
    tree.removeRoot();
  }

  @Test
  void aBusyProcessIsMeasuredInTotalAndInItsRow() throws Exception {
    TaskSampler sampler = new TaskSampler(tree, NAME, CORE_MHZ);
    assertThat(sampler.sample(false).orElseThrow().total().totalPercent()).isZero();
    Process busy = RealTrees.start(tree.joinFiles(NAME), "exec sh -c 'while :; do :; done'");
    Awaitility.await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(600))
        .untilAsserted(
            () -> {
              TaskUsage usage = sampler.sample(true).orElseThrow();
              TaskUsage.Usage row = usage.pids().get(busy.pid());
              for (TaskUsage.Usage one : List.of(usage.total(), row)) {
                assertThat(one.totalPercent()).isBetween(10.0, 130.0);
                assertThat(one.userPercent() + one.systemPercent())
                    .isCloseTo(one.totalPercent(), within(15.0));
                assertThat(one.totalTicks()).isCloseTo(one.totalPercent() * 20, within(0.001));
                assertThat(one.rss()).isPositive();
              }
            });
    tree.destroy(NAME);
    assertThat(sampler.sample(true)).isEmpty();
  }

  @Test
  void whatIsMeasuredIsNamed() throws Exception {
    Process sleeper = RealTrees.start(tree.joinFiles(NAME), "exec sleep 961");
    Awaitility.await().atMost(LONG).until(() -> tree.members(NAME).contains(sleeper.pid()));
    TaskSampler sampler = new TaskSampler(tree, NAME, CORE_MHZ);
    // The kernel sums up what a group uses every other second.
    Awaitility.await()
        .atMost(LONG)
        .until(() -> sampler.sample(false).orElseThrow().total().rss() > 0);
    TaskUsage usage = sampler.sample(false).orElseThrow();
    assertThat(usage.pids()).isEmpty();
    assertThat(usage.total().cpuMeasured()).contains("System Mode", "User Mode", "Percent");
    assertThat(usage.total().memoryMeasured()).contains("RSS", "Swap");
    boolean memory = tree.enforceable().contains(Controller.MEMORY);
    assertThat(usage.total().memoryMeasured().contains("Usage")).isEqualTo(memory);
    assertThat(usage.total().usage() > 0).isEqualTo(memory);
  }

  @Test
  void listenersAreToldAtOnceAndThenRegularlyUntilTheGroupIsGone() throws Exception {
    LinkedBlockingQueue<TaskUsage> first = new LinkedBlockingQueue<>();
    List<TaskUsage> second = new ArrayList<>();
    CountDownLatch ended = new CountDownLatch(1);
    try (StatsClock clock = new StatsClock()) {
      TaskSampler sampler = new TaskSampler(tree, NAME, CORE_MHZ);
      clock.subscribe(sampler, StatsClock.MIN_INTERVAL, false, first::add, ended::countDown);
      StatsClock.Subscription closed =
          clock.subscribe(
              new TaskSampler(tree, NAME, CORE_MHZ),
              Duration.ofHours(1),
              true,
              second::add,
              () -> {});
      List<Long> times = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        TaskUsage usage = first.poll(60, TimeUnit.SECONDS);
        assertThat(usage).isNotNull();
        times.add(usage.unixNanos());
      }
      assertThat(times.getLast() - times.getFirst())
          .isGreaterThanOrEqualTo(2 * StatsClock.MIN_INTERVAL.toNanos());
      assertThat(second).hasSize(1);
      closed.close();
      tree.destroy(NAME);
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
      Awaitility.await().atMost(LONG).until(() -> !clockRuns());
      tree.create(NAME, Limits.NONE);
      first.clear();
      clock.subscribe(sampler, Duration.ofHours(1), false, first::add, ended::countDown);
      assertThat(first.poll(60, TimeUnit.SECONDS)).isNotNull();
      assertThatThrownBy(() -> clock.subscribe(sampler, Duration.ZERO, false, first::add, () -> {}))
          .hasMessageContaining("interval");
    }
    Awaitility.await().atMost(LONG).until(() -> !clockRuns());
  }

  @Test
  void aListenerThatFailsEndsAlone() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    LinkedBlockingQueue<TaskUsage> other = new LinkedBlockingQueue<>();
    try (StatsClock clock = new StatsClock()) {
      clock.subscribe(
          new TaskSampler(tree, NAME, CORE_MHZ),
          StatsClock.MIN_INTERVAL,
          false,
          usage -> {
            throw new IllegalStateException("listener of the test");
          },
          failed::countDown);
      clock.subscribe(
          new TaskSampler(tree, NAME, CORE_MHZ),
          StatsClock.MIN_INTERVAL,
          false,
          other::add,
          () -> {});
      assertThat(failed.await(60, TimeUnit.SECONDS)).isTrue();
      other.clear();
      assertThat(other.poll(60, TimeUnit.SECONDS)).isNotNull();
    }
  }

  private static boolean clockRuns() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("statistics"));
  }
}
