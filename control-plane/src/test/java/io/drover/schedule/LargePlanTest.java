package io.drover.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Plans that are larger than an entry of the log. */
final class LargePlanTest {

  private static final int COUNT = 3_000;

  private final Harness harness = new Harness();
  private final InMemoryCluster cluster = harness.cluster;

  private JobSpec small(int count) {
    return Fixtures.changed(Fixtures.service("web", count), group -> Fixtures.using(group, 1, 1));
  }

  private void nodes() {
    IntStream.range(0, 60).forEach(i -> cluster.add(Fixtures.node("n" + i)));
  }

  @Test
  void theyAreCommittedPartByPart() {
    nodes();

    Evaluation done = harness.run(small(COUNT));

    assertThat(cluster.running(small(COUNT))).hasSize(COUNT);
    assertThat(cluster.running(small(COUNT))).extracting(Allocation::name).doesNotHaveDuplicates();
    assertThat(done.status()).isEqualTo(EvalStatus.COMPLETE);
    assertThat(harness.results).hasSize((COUNT + PlanPart.PLACED_MAX - 1) / PlanPart.PLACED_MAX);
    assertThat(harness.results)
        .allSatisfy(
            result -> assertThat(result.placed()).hasSizeLessThanOrEqualTo(PlanPart.PLACED_MAX));
  }

  @Test
  void anUpdateOfAllReplacesAllAndStopsNoneWithoutAnother() {
    nodes();
    harness.run(small(COUNT));
    JobSpec changed = Fixtures.changed(small(COUNT), group -> Fixtures.using(group, 2, 1));

    harness.run(changed);

    List<Allocation> running = cluster.running(changed);
    assertThat(running).hasSize(COUNT);
    assertThat(running).extracting(Allocation::name).doesNotHaveDuplicates();
    assertThat(running).extracting(a -> a.jobRef().version()).containsOnly(1L);
    harness.results.forEach(
        result ->
            assertThat(result.stopped())
                .isLessThanOrEqualTo(PlanPart.PLACED_MAX + PlanPart.STOPPED_MAX));
  }

  @Test
  void aJobThatBecomesSmallStopsTheRestPartByPart() {
    nodes();
    harness.run(small(COUNT));
    int before = harness.results.size();

    harness.run(small(1));

    assertThat(cluster.running(small(1))).hasSize(1);
    assertThat(harness.results.subList(before, harness.results.size())).hasSize(2);
  }
}
