package io.drover.bench;

import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.schedule.Fixtures;
import io.drover.schedule.Harness;
import io.drover.schedule.Plan;
import io.drover.schedule.PlanCheck;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/**
 * Placements a second on one core: evaluation, plan, check and commit in memory, without the log's
 * disk. Start the main method of the test classes; it takes about 30 seconds.
 */
public final class SchedulerBenchmark {

  private SchedulerBenchmark() {}

  public static void main(String[] args) {
    check(10_000, 0);
    check(10_000, 8080);
    run(300, 10, 20_000); // Compiles what the others need, too.
    run(300, 1_000, 20_000);
    for (int nodes : new int[] {300, 5_000, 10_000}) {
      run(nodes, 10, nodes == 300 ? 20_000 : 5_000);
      run(nodes, 1_000, 50_000);
    }
  }

  /** The plan applier's check of one plan of 1,000 allocations, on the thread that decides. */
  private static void check(int nodes, int fixedPort) {
    Harness harness = new Harness();
    for (int i = 0; i < nodes; i++) {
      harness.cluster.add(Fixtures.node("n" + i, 64_000, 256_000));
    }
    harness.run(Fixtures.changed(Fixtures.service("a", 5_000), g -> Fixtures.using(g, 20, 32)));
    harness.rejectPlans();
    harness.plans.clear();
    JobSpec job =
        Fixtures.changed(
            Fixtures.service("b", 1_000),
            g ->
                Fixtures.using(g, 20, 32)
                    .withNetworks(
                        fixedPort == 0 ? List.of() : List.of(Fixtures.network(fixedPort, 0))));
    harness.run(job);
    Plan plan = harness.plans.getFirst();
    int times = 200;
    for (int i = 0; i < times; i++) { // Compiles it.
      PlanCheck.check(harness.cluster.snapshot(), plan);
    }
    long start = cpuNanos();
    for (int i = 0; i < times; i++) {
      PlanCheck.check(harness.cluster.snapshot(), plan);
    }
    System.out.printf(
        Locale.ROOT,
        "%d nodes, check of a plan of 1,000%s: %.2f ms%n",
        nodes,
        fixedPort == 0 ? "" : " with a port each",
        (cpuNanos() - start) / 1e6 / times);
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
