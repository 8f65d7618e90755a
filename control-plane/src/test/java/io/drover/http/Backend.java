package io.drover.http;

import io.drover.apply.Appliers;
import io.drover.collect.GarbageCollector;
import io.drover.collect.Thresholds;
import io.drover.command.Command;
import io.drover.command.Commands;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.command.Refusal;
import io.drover.command.job.JobDocument;
import io.drover.command.job.JobValidator;
import io.drover.contract.ids.Digest;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.JobSpec;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import io.drover.documents.DocumentStore;
import io.drover.documents.InMemoryDocuments;
import io.drover.documents.JobDocuments;
import io.drover.event.Event;
import io.drover.http.port.AgentInfo;
import io.drover.http.port.NodeRequests;
import io.drover.http.port.VaultCheck;
import io.drover.http.region.RegionPeers;
import io.drover.metrics.Gauges;
import io.drover.metrics.MetricSet;
import io.drover.metrics.StateGauges;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotStore;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Everything behind the HTTP interface, in memory: commands are decided and applied at once, one
 * after another.
 */
@Singleton
public final class Backend {

  static final VaultCheck NO_VAULT =
      (spec, token) -> CompletableFuture.completedFuture(JobValidator.withoutVault(spec));

  private final SnapshotStore store = new SnapshotStore();
  private final InMemoryDocuments documents = new InMemoryDocuments();
  private final Map<Digest, JobSpec> parsed = new ConcurrentHashMap<>();
  final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  final AtomicReference<NodeRequests.@Nullable LogRequest> logRequest = new AtomicReference<>();
  volatile List<NodeRequests.Chunk> chunks = List.of();
  volatile @Nullable Throwable logFailure;
  volatile Asked answers = (node, request) -> new CompletableFuture<>();
  volatile VaultCheck vault = NO_VAULT;
  volatile Transferred transfers = (node, request, toNode) -> subscriber -> {};

  private final Context context =
      new Context() {
        @Override
        public Instant now() {
          return Instant.parse("2026-11-22T06:00:00Z");
        }

        @Override
        public String newId() {
          return UUID.randomUUID().toString();
        }

        @Override
        public JobSpec job(Digest digest) {
          return jobDocuments().spec(digest);
        }
      };

  /** Writes events as if a command had decided them; gives their index. */
  synchronized long write(Event... events) {
    Snapshot before = store.current();
    Appliers.Applied applied = Appliers.apply(before, List.of(events), before.index() + 1);
    store.publish(applied.snapshot(), applied.touched());
    return applied.snapshot().index();
  }

  private synchronized <R> R decide(Command<R> command) throws Refusal {
    Outcome<R> outcome = command.decide(store.current(), context);
    long index =
        outcome.events().isEmpty()
            ? store.current().index()
            : write(outcome.events().toArray(Event[]::new));
    return outcome.answer().apply(index);
  }

  /** Back to the state before the first commit. */
  synchronized void reset() {
    store.publish(Snapshot.EMPTY, java.util.Set.of());
    failure.set(null);
    chunks = List.of();
    logFailure = null;
  }

  SnapshotStore store() {
    return store;
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  SnapshotStore snapshotStore() {
    return store;
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  DocumentStore documentStore() {
    return documents;
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  JobDocuments jobDocuments() {
    return new JobDocuments() {
      @Override
      public byte[] bytes(Digest digest) {
        return documents.get(digest).orElseThrow();
      }

      @Override
      public JobSpec spec(Digest digest) {
        return parsed.computeIfAbsent(digest, d -> JobDocument.parse(d, bytes(d)));
      }
    };
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  Commands commands() {
    return new Commands() {
      @Override
      public <R> CompletionStage<R> submit(Command<R> command) {
        Throwable planned = failure.getAndSet(null);
        if (planned != null) {
          return CompletableFuture.failedFuture(planned);
        }
        try {
          return CompletableFuture.completedFuture(decide(command));
        } catch (Refusal e) {
          return CompletableFuture.failedFuture(e);
        }
      }
    };
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  GarbageCollector collector() {
    return new GarbageCollector(
        new GarbageCollector.Ports(
            commands(),
            store,
            jobDocuments(),
            (delay, task) -> () -> {},
            context::now,
            Runnable::run),
        Thresholds.NONE,
        Duration.ofMinutes(5));
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  NodeRequests nodeRequests() {
    return new NodeRequests() {
      @Override
      public Flow.Publisher<Chunk> logs(LogRequest request) {
        logRequest.set(request);
        return subscriber -> publish(subscriber, chunks, logFailure);
      }

      @Override
      public CompletionStage<byte[]> ask(NodeId node, NodeRequest request) {
        return answers.ask(node, request);
      }

      @Override
      public Flow.Publisher<TransferFromNode> transfer(
          NodeId node, NodeRequest request, Flow.Publisher<TransferToNode> toNode) {
        return transfers.open(node, request, toNode);
      }
    };
  }

  /** Publishes a list, and its failure if there is one. */
  static <T> void publish(
      Flow.Subscriber<? super T> subscriber, List<T> all, @Nullable Throwable error) {
    SubmissionPublisher<T> publisher = new SubmissionPublisher<>();
    publisher.subscribe(subscriber);
    all.forEach(publisher::submit);
    if (error == null) {
      publisher.close();
    } else {
      publisher.closeExceptionally(error);
    }
  }

  /** What nodes answer. */
  interface Asked {
    CompletionStage<byte[]> ask(NodeId node, NodeRequest request);
  }

  /** What nodes transfer. */
  interface Transferred {
    Flow.Publisher<TransferFromNode> open(
        NodeId node, NodeRequest request, Flow.Publisher<TransferToNode> toNode);
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  MetricSet metrics() {
    return new MetricSet();
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  Gauges gauges() {
    return new StateGauges(store::current);
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  RegionPeers regions() {
    return RegionPeers.NONE;
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  VaultCheck vaultCheck() {
    return (spec, token) -> vault.problem(spec, token);
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  AgentInfo agentInfo() {
    return new FixedAgent();
  }

  private static final class FixedAgent implements AgentInfo {
    @Override
    public String name() {
      return "s1";
    }

    @Override
    public String region() {
      return "global";
    }

    @Override
    public String datacenter() {
      return "dc1";
    }

    @Override
    public String version() {
      return "0.1.0";
    }

    @Override
    public List<Member> members() {
      return List.of(new Member("s1.global", "127.0.0.1", 4648, Map.of("role", "nomad"), "alive"));
    }

    @Override
    public String leaderAddress() {
      return "127.0.0.1:4647";
    }

    @Override
    public List<String> peers() {
      return List.of("127.0.0.1:4647");
    }

    @Override
    public long lastContactMillis() {
      return 0;
    }

    @Override
    public Map<String, Object> config() {
      return Map.of("Region", "global");
    }

    @Override
    public Map<String, Map<String, String>> stats() {
      return Map.of("nomad", Map.of("leader", "true"));
    }
  }
}
