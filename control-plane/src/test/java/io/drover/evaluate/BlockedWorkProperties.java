package io.drover.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.command.MarkNodeHeard;
import io.drover.command.MarkNodesSilent;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.schedule.Fixtures;
import io.drover.schedule.Harness;
import io.drover.schedule.InMemoryCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever comes and goes: once all is quiet, nothing waits that could run. */
class BlockedWorkProperties {

  @Property(tries = 60)
  void nothingWaitsThatCouldRun(
      @ForAll @IntRange(min = 5, max = 40) int steps, @ForAll Random random) throws Exception {
    Harness harness = new Harness(random.nextLong());
    InMemoryCluster cluster = harness.cluster;
    try (EvaluationService service = service(cluster, random)) {
      service.start(cluster.snapshot());
      for (int step = 0; step < steps; step++) {
        change(cluster, service, random);
        if (random.nextBoolean()) { // Else the next change comes before anybody has planned.
          work(service);
        }
      }
      work(service);

      for (Evaluation waiting : List.copyOf(cluster.snapshot().evaluations().rows())) {
        if (waiting.status() == EvalStatus.BLOCKED) {
          harness.plans.clear();
          JobSpec job = cluster.spec(cluster.snapshot().job(waiting.job()).digest());
          Evaluation again = harness.evaluation(job, EvalTrigger.NODE_UPDATE);
          harness.process(again);
          assertThat(harness.plans)
              .as("more of " + job.id())
              .allMatch(p -> p.placements().isEmpty());
        }
      }
    }
  }

  private static EvaluationService service(InMemoryCluster cluster, Random random) {
    EvaluationService service =
        new EvaluationService(
            new EvaluationService.Ports(
                cluster,
                cluster.store,
                cluster,
                new VirtualTimers(cluster),
                cluster,
                cluster::nextId,
                random,
                PlanRejections.Settings.DEFAULT),
            0);
    cluster.store.listen(service);
    return service;
  }

  private static void work(EvaluationService service) throws InterruptedException {
    Worker worker = service.worker();
    boolean more;
    do {
      more = worker.runOnce(Duration.ZERO);
    } while (more);
  }

  private static void change(InMemoryCluster cluster, EvaluationService service, Random random) {
    switch (random.nextInt(6)) {
      case 0 -> cluster.add(node(random.nextInt(6), random));
      case 1, 2 -> cluster.register(job(random));
      case 3 -> end(cluster, random);
      case 4 -> turn(cluster, random);
      default -> { // Another leader.
        service.stop();
        if (random.nextBoolean()) {
          end(cluster, random);
        }
        service.start(cluster.snapshot());
      }
    }
  }

  private static Node node(int which, Random random) {
    return Fixtures.classed(
        Fixtures.node("n" + which, 1000 + 500L * random.nextInt(4), 4096)
            .withMeta(Map.of("kind", "k" + which % 2)));
  }

  private static JobSpec job(Random random) {
    int which = random.nextInt(6);
    JobSpec job =
        Fixtures.changed(
            Fixtures.job("j" + which, JobType.BATCH, 1 + random.nextInt(4)),
            g -> Fixtures.using(g, 400 + 300 * which, 128));
    return which % 3 == 0
        ? job
        : job.withConstraints(
            List.of(new io.drover.contract.model.Constraint("${meta.kind}", "k" + which % 2, "=")));
  }

  private static void end(InMemoryCluster cluster, Random random) {
    List<Allocation> open =
        cluster.snapshot().allocations().rows().stream().filter(a -> !a.clientTerminal()).toList();
    if (!open.isEmpty()) {
      cluster.report(open.get(random.nextInt(open.size())), ClientStatus.COMPLETE);
    }
  }

  private static void turn(InMemoryCluster cluster, Random random) {
    List<Node> nodes = List.copyOf(cluster.snapshot().nodes().rows());
    if (!nodes.isEmpty()) {
      Node node = nodes.get(random.nextInt(nodes.size()));
      if (node.status() == NodeStatus.READY) {
        cluster.submit(new MarkNodesSilent(List.of(node.id())));
      } else {
        cluster.submit(new MarkNodeHeard(node.id()));
      }
    }
  }
}
