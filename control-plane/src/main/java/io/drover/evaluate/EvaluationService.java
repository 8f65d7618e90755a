package io.drover.evaluate;

import io.drover.command.Commands;
import io.drover.command.UpdateEvaluations;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.EvalStatus;
import io.drover.contract.model.EvalTrigger;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.EvaluationBuilder;
import io.drover.contract.model.Node;
import io.drover.documents.JobDocuments;
import io.drover.metrics.MetricSet;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import io.drover.state.Watch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Keeps broker and blocked evaluations in step with the state while this member leads: {@link
 * #start} fills them from a snapshot, every commit feeds them, {@link #stop} empties them. Commits
 * come on the log's thread, which never waits here: the locks taken guard a few map operations.
 */
public final class EvaluationService implements SnapshotStore.Listener, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EvaluationService.class);

  /** How often needless and failed evaluations are written down as such. */
  static final Duration REAP = Duration.ofSeconds(5);

  /** How often jobs whose plans were refused too often get another chance. */
  static final Duration UNBLOCK_FAILED = Duration.ofMinutes(1);

  /** How often old news of capacity is dropped. */
  static final Duration PRUNE = Duration.ofMinutes(5);

  /** At most so many evaluations in one command, so that an entry of the log stays small. */
  private static final int BATCH = 1_000;

  /** What the service stands on. */
  public record Ports(
      Commands commands,
      SnapshotStore store,
      JobDocuments documents,
      Timers timers,
      InstantSource clock,
      Supplier<String> ids,
      RandomGenerator random,
      PlanRejections.Settings planRejections,
      MetricSet metrics) {

    /** With figures that nobody looks at. */
    public Ports(
        Commands commands,
        SnapshotStore store,
        JobDocuments documents,
        Timers timers,
        InstantSource clock,
        Supplier<String> ids,
        RandomGenerator random,
        PlanRejections.Settings planRejections) {
      this(commands, store, documents, timers, clock, ids, random, planRejections, new MetricSet());
    }
  }

  private final Ports ports;
  private final EvaluationBroker broker;
  private final BlockedEvaluations blocked;
  private final PlanQueue plans;
  private final PlanRejections rejections;
  private final Workers workers;
  private final Map<Runnable, Timers.Timer> timers = new IdentityHashMap<>();
  private final Runnable reaper = this::reap;
  private final Runnable retrier;
  private final Runnable pruner;
  private boolean leading;
  private long generation;
  private List<Evaluation> needless = List.of();
  private Snapshot seen = Snapshot.EMPTY;

  /** Makes the service with so many worker threads, which idle until it is started. */
  public EvaluationService(Ports ports, int workerThreads) {
    this.ports = ports;
    this.broker = new EvaluationBroker(ports.timers(), ports.clock(), ports.ids());
    this.blocked = new BlockedEvaluations(ports.clock(), broker::enqueue);
    this.plans = new PlanQueue(ports.commands());
    this.rejections = new PlanRejections(ports.planRejections(), ports.clock());
    this.retrier = blocked::unblockFailed;
    this.pruner = blocked::prune;
    this.workers = new Workers(workerThreads, this::worker);
  }

  /** A worker that is driven by hand. */
  Worker worker() {
    return new Worker(
        broker,
        ports.commands(),
        plans,
        rejections,
        ports.store(),
        ports.documents(),
        ports.clock(),
        new WorkerMetrics(ports.metrics()));
  }

  /** This member leads from now on. The snapshot is committed and the newest one. */
  public synchronized void start(Snapshot snapshot) {
    leading = true;
    generation++;
    seen = snapshot;
    if (!snapshot.scheduling().pauseEvalBroker()) {
      fill(snapshot);
    }
    every(REAP, reaper, generation);
    every(UNBLOCK_FAILED, retrier, generation);
    every(PRUNE, pruner, generation);
    workers.pause(false);
  }

  private void fill(Snapshot snapshot) {
    broker.enable(true);
    blocked.enable(true);
    noteCapacity(snapshot);
    for (Evaluation evaluation : snapshot.evaluations().rows()) {
      if (!evaluation.terminal()) { // What ended long ago says nothing about what waits now.
        take(evaluation);
      }
    }
  }

  private void empty() {
    needless = List.of();
    broker.enable(false);
    blocked.enable(false);
  }

  /**
   * Nobody here saw the capacity that came before: what the state knows of it wakes the evaluations
   * that were blocked earlier than that.
   */
  private void noteCapacity(Snapshot snapshot) {
    Map<NodeId, Long> ended = new HashMap<>();
    for (Allocation allocation : snapshot.allocations().rows()) {
      if (allocation.clientTerminal()) {
        ended.merge(allocation.nodeId(), allocation.modifyIndex(), Math::max);
      }
    }
    for (Node node : snapshot.nodes().rows()) {
      if (node.ready()) {
        long index = Math.max(node.modifyIndex(), ended.getOrDefault(node.id(), 0L));
        blocked.unblock(node.computedClass(), node.id(), index);
      }
    }
  }

  /** This member does not lead any more: everything is forgotten. */
  public synchronized void stop() {
    leading = false;
    generation++;
    timers.values().forEach(Timers.Timer::cancel);
    timers.clear();
    workers.pause(true);
    empty();
  }

  @Override
  public void close() {
    stop();
    workers.close();
  }

  private synchronized void every(Duration period, Runnable task, long mine) {
    if (mine == generation) { // Else this member stopped to lead in the meantime.
      timers.put(task, ports.timers().after(period, () -> run(period, task, mine)));
    }
  }

  private void run(Duration period, Runnable task, long mine) {
    every(period, task, mine);
    task.run();
  }

  @Override
  public synchronized void committed(Snapshot snapshot, Set<Watch> touched) {
    if (!leading || snapshot.index() <= seen.index()) {
      return;
    }
    Snapshot before = seen;
    seen = snapshot;
    if (snapshot.scheduling().pauseEvalBroker() != before.scheduling().pauseEvalBroker()) {
      if (snapshot.scheduling().pauseEvalBroker()) {
        empty();
      } else {
        fill(snapshot);
      }
      return;
    }
    for (Watch watch : touched) {
      switch (watch.topic()) {
        case EVALUATION -> {
          Evaluation evaluation = snapshot.evaluation(new EvalId(watch.key()));
          if (evaluation != null) {
            take(evaluation);
          }
        }
        case NODE -> node(before, snapshot, new NodeId(watch.key()));
        case ALLOCATION -> allocation(before, snapshot, new AllocId(watch.key()));
        case JOB,
            JOB_SUMMARY,
            JOB_SCALING,
            SCALING_POLICY,
            JOB_ALLOCATIONS,
            JOB_EVALUATIONS,
            NODE_ALLOCATIONS,
            EVALUATION_ALLOCATIONS,
            TABLE -> {}
      }
    }
  }

  private void take(Evaluation evaluation) {
    switch (evaluation.status()) {
      case PENDING -> broker.enqueue(evaluation);
      case BLOCKED -> blocked.block(evaluation);
      case COMPLETE -> {
        if (evaluation.failedTgAllocs().isEmpty()) {
          blocked.untrack(evaluation.job(), evaluation.modifyIndex());
        }
      }
      case FAILED, CANCELED -> {}
    }
  }

  /** Room comes with a node that can be used now and could not before, or became another. */
  private void node(Snapshot before, Snapshot now, NodeId id) {
    Node old = before.node(id);
    Node node = now.node(id);
    if (node == null || !node.ready()) {
      return;
    }
    boolean news =
        old == null
            || !old.ready()
            || !old.computedClass().equals(node.computedClass())
            || !old.nodeResources().equals(node.nodeResources())
            || !old.reservedResources().equals(node.reservedResources());
    if (news) {
      blocked.unblock(node.computedClass(), id, now.index());
    }
  }

  /** Room comes where an allocation has ended. */
  private void allocation(Snapshot before, Snapshot now, AllocId id) {
    Allocation current = now.allocation(id);
    if (current == null || !current.clientTerminal()) {
      return;
    }
    Allocation old = before.allocation(id);
    Node node = now.node(current.nodeId());
    if (old != null && !old.clientTerminal() && node != null) {
      blocked.unblock(node.computedClass(), node.id(), now.index());
    }
  }

  /** Writes down what is needless or failed. */
  void reap() {
    List<Evaluation> canceled = new ArrayList<>(needless());
    for (Evaluation evaluation : broker.drainCancelable(BATCH)) {
      canceled.add(cancel(evaluation, "canceled after more recent eval was processed"));
    }
    for (Evaluation evaluation : blocked.drainDuplicates()) {
      String text = "existing blocked evaluation exists for job \"" + evaluation.jobId() + "\"";
      canceled.add(cancel(evaluation, text));
    }
    if (!canceled.isEmpty()) {
      synchronized (this) {
        needless = List.copyOf(canceled); // Kept until it is written.
      }
      write(canceled, () -> written(canceled));
    }
    for (Evaluation evaluation : broker.failed()) {
      Evaluation next = followUp(evaluation);
      String text = "evaluation reached delivery limit (" + EvaluationBroker.DELIVERY_LIMIT + ")";
      Evaluation failed =
          evaluation
              .withStatus(EvalStatus.FAILED)
              .withStatusDescription(text)
              .withNextEval(next.id());
      write(List.of(failed, next), () -> broker.forgetFailed(evaluation.id()));
    }
  }

  private synchronized List<Evaluation> needless() {
    return needless;
  }

  private synchronized void written(List<Evaluation> canceled) {
    if (needless.equals(canceled)) {
      needless = List.of();
    }
  }

  private static Evaluation cancel(Evaluation evaluation, String description) {
    return evaluation.withStatus(EvalStatus.CANCELED).withStatusDescription(description);
  }

  /** Tries again in one to six minutes, so that failures of many jobs do not come back at once. */
  private Evaluation followUp(Evaluation failed) {
    Duration wait = Duration.ofSeconds(60 + ports.random().nextInt(300));
    return EvaluationBuilder.builder()
        .id(new EvalId(ports.ids().get()))
        .namespace(failed.namespace())
        .priority(failed.priority())
        .type(failed.type())
        .triggeredBy(EvalTrigger.FAILED_FOLLOW_UP)
        .jobId(failed.jobId())
        .jobModifyIndex(failed.jobModifyIndex())
        .status(EvalStatus.PENDING)
        .waitDuration(wait)
        .previousEval(failed.id())
        .createTime(failed.modifyTime())
        .build();
  }

  private void write(List<Evaluation> evaluations, Runnable done) {
    ports
        .commands()
        .submit(new UpdateEvaluations(evaluations))
        .whenComplete(
            (count, problem) -> {
              if (problem == null) {
                done.run();
              } else {
                LOG.warnf("evaluations were not written: %s", problem.getMessage());
              }
            });
  }

  /** The broker's numbers, for metrics. */
  public EvaluationBroker.Stats stats() {
    return broker.stats();
  }

  /** How many evaluations wait for capacity, for metrics. */
  public int blocked() {
    return blocked.size();
  }

  /** How many of them wait for any node, since their constraints name what is unique to one. */
  public int escaped() {
    return blocked.escaped();
  }

  /** How many plans wait to be decided, for metrics. */
  public int plansWaiting() {
    return plans.size();
  }
}
