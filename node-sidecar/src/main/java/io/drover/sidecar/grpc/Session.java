package io.drover.sidecar.grpc;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.Digest;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Node;
import io.drover.contract.node.v1.AllocationVersion;
import io.drover.contract.node.v1.DesiredAllocation;
import io.drover.contract.node.v1.DesiredAllocations;
import io.drover.contract.node.v1.Document;
import io.drover.contract.node.v1.Heartbeat;
import io.drover.contract.node.v1.Hello;
import io.drover.contract.node.v1.NodeMessage;
import io.drover.contract.node.v1.ServerMessage;
import io.drover.sidecar.logs.LogCollector;
import io.drover.sidecar.recover.NodeStore;
import io.drover.sidecar.task.Allocations;
import io.drover.sidecar.task.ServerContact;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One session with the control plane, from Hello to its end. gRPC delivers one message at a time;
 * work on allocations goes to {@code worker}, which keeps its order.
 */
public final class Session implements ClientResponseObserver<NodeMessage, ServerMessage> {

  static final int PROTOCOL_VERSION = 1;

  private static final Logger LOG = Logger.getLogger(Session.class);
  // Until Welcome says better.
  private static final Duration WELCOME_WAIT = Duration.ofSeconds(10);

  /** How a session ended. */
  record End(boolean welcomed, boolean mayRetry, String reason, String leader) {
    End(boolean welcomed, boolean mayRetry, String reason) {
      this(welcomed, mayRetry, reason, "");
    }
  }

  /** What a session works with. */
  public record Parts(
      String softwareVersion,
      Allocations allocations,
      NodeStore store,
      LogCollector logs,
      NodeSources sources,
      StateReporter reporter,
      TokenQuestions tokens,
      ServerContact contact,
      ScheduledExecutorService timer,
      Executor worker,
      Consumer<String> region) {}

  private final Parts parts;
  private final Node node;
  private final Channel channel;
  private final CompletableFuture<End> end = new CompletableFuture<>();
  private @Nullable Outbound outbound;
  private @Nullable LogRequests logRequests;
  private @Nullable NodeRequests nodeRequests;
  private @Nullable ScheduledFuture<?> heartbeat;
  private @Nullable ScheduledFuture<?> silence;
  private volatile boolean welcomed;

  /**
   * @param channel the one that this session is opened on
   */
  Session(Parts parts, Node node, Channel channel) {
    this.parts = parts;
    this.node = node;
    this.channel = channel;
  }

  /** Completed when the session is over, never exceptionally. */
  CompletableFuture<End> end() {
    return end;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<NodeMessage> stream) {
    Outbound made = new Outbound(stream);
    outbound = made;
    logRequests =
        new LogRequests(made, parts.allocations()::logs, parts.logs(), parts.sources().outputs());
    nodeRequests = new NodeRequests(made, parts.sources(), channel);
  }

  private Outbound outbound() {
    return requireNonNull(outbound);
  }

  /** Sends Hello; also when the node has changed. */
  void hello(Node current) {
    try {
      outbound()
          .send(
              NodeMessage.newBuilder()
                  .setHello(
                      Hello.newBuilder()
                          .setProtocolVersion(PROTOCOL_VERSION)
                          .setSoftwareVersion(parts.softwareVersion())
                          .setNodeJson(ByteString.copyFrom(Json.MAPPER.writeValueAsBytes(current))))
                  .build());
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The first message, and the watch for an answer. */
  void begin() {
    hello(node);
    expectWithin(WELCOME_WAIT);
  }

  private synchronized void expectWithin(Duration wait) {
    if (silence != null) {
      silence.cancel(false);
    }
    silence =
        parts
            .timer()
            .schedule(
                () -> close("the control plane is silent"), wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void onNext(ServerMessage message) {
    switch (message.getBodyCase()) {
      case WELCOME -> {
        welcomed = true;
        parts.region().accept(message.getWelcome().getRegion());
        LOG.infof(
            "ready: session with %s, region %s",
            message.getWelcome().getServerName(), message.getWelcome().getRegion());
        if (heard(message.getWelcome().getHeartbeatTtlMillis())) {
          parts.allocations().reportAll();
        }
        parts.reporter().begin(outbound());
        parts.tokens().begin(outbound());
      }
      case REFUSED ->
          finish(
              new End(
                  false,
                  message.getRefused().getRetry(),
                  "refused: " + message.getRefused().getReason(),
                  message.getRefused().getLeader()));
      case HEARTBEAT_RECEIVED -> heard(message.getHeartbeatReceived().getHeartbeatTtlMillis());
      case DESIRED_ALLOCATIONS -> {
        DesiredAllocations desired = message.getDesiredAllocations();
        parts.worker().execute(() -> apply(desired));
      }
      case STATES_RECEIVED -> parts.reporter().confirmed(message.getStatesReceived().getBatch());
      case READ_LOGS -> requireNonNull(logRequests).read(message.getReadLogs());
      case VAULT_TOKENS -> parts.tokens().answered(message.getVaultTokens());
      case NODE_REQUEST -> requireNonNull(nodeRequests).take(message.getNodeRequest());
      case CANCEL_REQUEST -> {
        long requestId = message.getCancelRequest().getRequestId();
        requireNonNull(logRequests).cancel(requestId);
        requireNonNull(nodeRequests).cancel(requestId);
      }
      case BODY_NOT_SET ->
          LOG.warn(
              "a message of the control plane is unknown here; it may be newer than this node");
    }
  }

  /** Whether the servers may have given this node up meanwhile. */
  private boolean heard(long ttlMillis) {
    beat(ttlMillis);
    return parts.contact().heard(Duration.ofMillis(ttlMillis));
  }

  /** The next heartbeat at half the time to live; silence for the whole of it ends the session. */
  private synchronized void beat(long ttlMillis) {
    long ttl = Math.max(200, ttlMillis);
    if (heartbeat != null) {
      heartbeat.cancel(false);
    }
    heartbeat =
        parts
            .timer()
            .schedule(
                () ->
                    outbound()
                        .send(
                            NodeMessage.newBuilder()
                                .setHeartbeat(Heartbeat.getDefaultInstance())
                                .build()),
                ttl / 2,
                TimeUnit.MILLISECONDS);
    expectWithin(Duration.ofMillis(ttl));
  }

  private void apply(DesiredAllocations desired) {
    for (Document document : desired.getDocumentsList()) {
      try {
        parts
            .store()
            .saveDocument(new Digest(document.getDigest()), document.getContent().toByteArray());
      } catch (IOException | IllegalArgumentException failure) {
        LOG.errorf("a job cannot be kept: %s", failure.getMessage());
      }
    }
    Set<AllocId> all = new HashSet<>();
    for (AllocationVersion version : desired.getAllList()) {
      all.add(new AllocId(version.getAllocId()));
    }
    List<Allocation> changed = new ArrayList<>();
    for (DesiredAllocation allocation : desired.getChangedList()) {
      try {
        changed.add(
            Json.MAPPER.readValue(allocation.getAllocationJson().toByteArray(), Allocation.class));
      } catch (IOException failure) {
        LOG.errorf("an allocation cannot be read: %s", failure.getMessage());
      }
    }
    try {
      if (desired.getPartial()) {
        parts
            .allocations()
            .change(changed, desired.getRemovedList().stream().map(AllocId::new).toList());
      } else {
        parts.allocations().desire(all, changed);
      }
    } catch (RuntimeException bug) {
      LOG.error("applying what the control plane wants", bug);
    }
  }

  @Override
  public void onError(Throwable failure) {
    finish(new End(welcomed, true, String.valueOf(failure.getMessage())));
  }

  @Override
  public void onCompleted() {
    finish(new End(welcomed, true, "the control plane ended the session"));
  }

  /** Ends it from this side. */
  void close(String reason) {
    finish(new End(welcomed, true, reason));
  }

  private void finish(End how) {
    synchronized (this) {
      for (ScheduledFuture<?> timer : new ScheduledFuture<?>[] {heartbeat, silence}) {
        if (timer != null) {
          timer.cancel(false);
        }
      }
    }
    parts.reporter().end(outbound());
    parts.tokens().end(outbound());
    requireNonNull(logRequests).close();
    requireNonNull(nodeRequests).close();
    outbound().close(how.reason());
    end.complete(how);
  }
}
