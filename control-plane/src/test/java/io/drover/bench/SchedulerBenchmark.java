package io.drover.bench;

import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.schedule.Fixtures;
import io.drover.schedule.Harness;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Placements a second on one core: evaluation, plan, check and commit in memory, without the log's
 * disk. Start the main method of the test classes; it takes about 20 seconds.
 */
public final class SchedulerBenchmark {
  private static final int NODES = 300;
  private static final int PLACEMENTS = 20_000;

  private SchedulerBenchmark() {}

  public static void main(String[] args) {
    for (int perJob : new int[] {10, 1_000, 10, 1_000, 10, 1_000}) {
      run(perJob);
    }
  }

  private static void run(int perJob) {
    Harness harness = new Harness();
    for (int i = 0; i < NODES; i++) {
      harness.cluster.add(Fixtures.node("n" + i, 64_000, 256_000));
    }
    int jobs = PLACEMENTS / perJob;
    Evaluation[] evaluations = new Evaluation[jobs];
    for (int i = 0; i < jobs; i++) {
      JobSpec job =
          Fixtures.changed(
              Fixtures.service("j" + i, perJob), group -> Fixtures.using(group, 20, 32));
      evaluations[i] = harness.cluster.register(job);
    }
    long start = cpuNanos();
    for (Evaluation evaluation : evaluations) {
      harness.process(evaluation);
    }
    double seconds = (cpuNanos() - start) / 1e9;
    int placed = harness.cluster.snapshot().allocations().size();
    if (placed != PLACEMENTS) {
      throw new IllegalStateException("placed " + placed + " of " + PLACEMENTS);
    }
    // The thread's own processor time, so that a busy machine does not count.
    System.out.printf(
        Locale.ROOT,
        "%d nodes, %d a job: %.0f placements/s, %.2f ms an evaluation%n",
        NODES,
        perJob,
        placed / seconds,
        seconds * 1000 / jobs);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
