package io.drover.bench;

import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.schedule.Fixtures;
import io.drover.schedule.Harness;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Placements a second on one core: evaluation, plan, check and commit in memory, without the log's
 * disk. Start the main method of the test classes; it takes about 30 seconds.
 */
public final class SchedulerBenchmark {

  private SchedulerBenchmark() {}

  public static void main(String[] args) {
    run(300, 10, 20_000); // Compiles what the others need, too.
    run(300, 1_000, 20_000);
    for (int nodes : new int[] {300, 5_000, 10_000}) {
      run(nodes, 10, nodes == 300 ? 20_000 : 5_000);
      run(nodes, 1_000, 50_000);
    }
  }

  private static void run(int nodes, int perJob, int placements) {
    Harness harness = new Harness();
    harness.keepPlans(false);
    for (int i = 0; i < nodes; i++) {
      harness.cluster.add(Fixtures.node("n" + i, 64_000, 256_000));
    }
    int jobs = placements / perJob;
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
    if (placed != placements) {
      throw new IllegalStateException("placed " + placed + " of " + placements);
    }
    // The thread's own processor time, so that a busy machine does not count.
    System.out.printf(
        Locale.ROOT,
        "%d nodes, %d a job: %.0f placements/s, %.2f ms an evaluation%n",
        nodes,
        perJob,
        placed / seconds,
        seconds * 1000 / jobs);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
