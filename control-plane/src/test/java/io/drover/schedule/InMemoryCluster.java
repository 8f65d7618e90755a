package io.drover.schedule;

import io.drover.apply.Appliers;
import io.drover.command.Command;
import io.drover.command.Commands;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.command.Refusal;
import io.drover.command.RegisterJob;
import io.drover.command.job.JobDocument;
import io.drover.contract.ids.Digest;
import io.drover.contract.ids.JobKey;
import io.drover.contract.ids.NodeId;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.SchedulerConfiguration;
import io.drover.contract.model.TaskPhase;
import io.drover.contract.model.TaskState;
import io.drover.documents.JobDocuments;
import io.drover.event.AllocationReport;
import io.drover.event.AllocationsReported;
import io.drover.event.Event;
import io.drover.event.NodeRegistered;
import io.drover.event.NodeStatusChanged;
import io.drover.event.SchedulingConfigured;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * State, documents and commands without a log: a command is decided, applied and told to listeners
 * at once. Time stands still until it is moved; ids follow from a seed.
 */
public final class InMemoryCluster implements Commands, JobDocuments, InstantSource {
  public final SnapshotStore store = new SnapshotStore();
  private final Map<Digest, JobSpec> documents = new ConcurrentHashMap<>();
  private final Map<Digest, byte[]> bodies = new ConcurrentHashMap<>();
  private final SplittableRandom random;
  private volatile Instant now = Instant.parse("2030-01-01T00:00:00Z");

  public InMemoryCluster(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public synchronized <R> CompletionStage<R> submit(Command<R> command) {
    try {
      Outcome<R> outcome = command.decide(snapshot(), context());
      apply(outcome.events());
      return CompletableFuture.completedFuture(outcome.answer().apply(snapshot().index()));
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Applies events as one commit. */
  public synchronized void apply(List<Event> events) {
    if (!events.isEmpty()) {
      Appliers.Applied applied = Appliers.apply(snapshot(), events, snapshot().index() + 1);
      store.publish(applied.snapshot(), applied.touched());
    }
  }

  Context context() {
    return new Context() {
      @Override
      public Instant now() {
        return now;
      }

      @Override
      public String newId() {
        return nextId();
      }

      @Override
      public JobSpec job(Digest digest) {
        return spec(digest);
      }
    };
  }

  public String nextId() {
    synchronized (random) {
      return new UUID(random.nextLong(), random.nextLong()).toString();
    }
  }

  public Snapshot snapshot() {
    return store.current();
  }

  @Override
  public Instant instant() {
    return now;
  }

  public void moveTo(Instant time) {
    now = time;
  }

  public long nanos() {
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  public State state() {
    return new State(snapshot(), this, nanos());
  }

  @Override
  public byte[] bytes(Digest digest) {
    return bodies.get(digest);
  }

  @Override
  public JobSpec spec(Digest digest) {
    return documents.get(digest);
  }

  /** Keeps the document of a job that a command will refer to. */
  public void keep(JobSpec job) {
    JobDocument document = JobDocument.of(job);
    documents.put(document.digest(), job);
    bodies.put(document.digest(), document.bytes());
  }

  /** Registers the job and returns its evaluation, null if it is one that is launched later. */
  public Evaluation register(JobSpec job) {
    try {
      byte[] body = Json.MAPPER.writeValueAsBytes(job);
      Digest digest = Digest.of(body);
      documents.put(digest, job);
      bodies.put(digest, body);
      RegisterJob.Answer answer =
          submit(new RegisterJob(job, digest, null, 0)).toCompletableFuture().join();
      return answer.evalId().isEmpty()
          ? null
          : snapshot().evaluation(new io.drover.contract.ids.EvalId(answer.evalId()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void add(Node... nodes) {
    for (Node node : nodes) {
      apply(List.of(new NodeRegistered(node, nanos())));
    }
  }

  /** Changes how the whole cluster schedules. */
  public void configure(UnaryOperator<SchedulerConfiguration> change) {
    apply(List.of(new SchedulingConfigured(change.apply(snapshot().scheduling()))));
  }

  public void status(NodeId node, NodeStatus status) {
    apply(List.of(new NodeStatusChanged(node, status, nanos(), null)));
  }

  /** The node says how its allocation does; a task that ended did so now. */
  public void report(Allocation allocation, ClientStatus status) {
    boolean ended = status == ClientStatus.COMPLETE || status == ClientStatus.FAILED;
    TaskState task =
        new TaskState(
            ended ? TaskPhase.DEAD : TaskPhase.RUNNING,
            status == ClientStatus.FAILED,
            0,
            null,
            now,
            ended ? now : null,
            List.of());
    AllocationReport report =
        new AllocationReport(allocation.id(), status, "", Map.of("t", task), null);
    apply(List.of(new AllocationsReported(allocation.nodeId(), List.of(report), nanos())));
  }

  /** Allocations of a job that are to run and did not end, by name. */
  public List<Allocation> running(JobSpec job) {
    return all(job).stream().filter(a -> !a.terminal()).toList();
  }

  /** All allocations of a job, by name and age. */
  public List<Allocation> all(JobSpec job) {
    return snapshot().allocationsOf(new JobKey(job.namespace(), job.id())).stream()
        .sorted(Comparator.comparing(Allocation::index).thenComparing(Allocation::createIndex))
        .toList();
  }

  public Evaluation evaluation(Evaluation old) {
    return snapshot().evaluation(old.id());
  }

  /** Evaluations of a job, oldest first. */
  public List<Evaluation> evaluations(JobSpec job) {
    return snapshot().evaluationsOf(job.key()).stream()
        .sorted(Comparator.comparing(Evaluation::createIndex))
        .toList();
  }
}
