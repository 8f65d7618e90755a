package io.drover.node;

import com.fasterxml.jackson.core.type.TypeReference;
import com.google.protobuf.ByteString;
import io.drover.command.Commands;
import io.drover.command.MarkNodeHeard;
import io.drover.command.Refusal;
import io.drover.command.RegisterNode;
import io.drover.command.ReportAllocations;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.json.Json;
import io.drover.contract.model.AllocDeploymentStatus;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.model.TaskState;
import io.drover.contract.node.v1.AllocationState;
import io.drover.contract.node.v1.AllocationStates;
import io.drover.contract.node.v1.DeriveVaultToken;
import io.drover.contract.node.v1.HeartbeatReceived;
import io.drover.contract.node.v1.Hello;
import io.drover.contract.node.v1.NodeMessage;
import io.drover.contract.node.v1.Refused;
import io.drover.contract.node.v1.ServerMessage;
import io.drover.contract.node.v1.StatesReceived;
import io.drover.contract.node.v1.VaultTokens;
import io.drover.contract.node.v1.Welcome;
import io.drover.documents.JobDocuments;
import io.drover.event.AllocationReport;
import io.drover.state.SnapshotStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the servers do with the messages of nodes. One {@link Channel} a session; its methods come
 * one at a time.
 */
public final class NodeGateway {

  private static final int PROTOCOL = 1;
  private static final TypeReference<Map<String, TaskState>> TASK_STATES = new TypeReference<>() {};
  private static final Logger LOG = Logger.getLogger(NodeGateway.class);

  private final String region;
  private final String serverName;
  private final Commands commands;
  private final SnapshotStore store;
  private final JobDocuments documents;
  private final NodeSessions sessions;
  private final Heartbeats heartbeats;
  private final OpenRequests requests;
  private final TokenMaker tokens;
  private final UnaryOperator<Node> classify;
  private final Executor executor;

  /**
   * Makes the gateway.
   *
   * @param classify fills in the computed class of a node, by the scheduler's own code
   */
  @SuppressWarnings("TooManyParameters") // Wiring: called in one place.
  public NodeGateway(
      String region,
      String serverName,
      Commands commands,
      SnapshotStore store,
      JobDocuments documents,
      NodeSessions sessions,
      Heartbeats heartbeats,
      OpenRequests requests,
      TokenMaker tokens,
      UnaryOperator<Node> classify,
      Executor executor) {
    this.region = region;
    this.serverName = serverName;
    this.commands = commands;
    this.store = store;
    this.documents = documents;
    this.sessions = sessions;
    this.heartbeats = heartbeats;
    this.requests = requests;
    this.tokens = tokens;
    this.classify = classify;
    this.executor = executor;
  }

  /** Opens a session; {@code out} takes messages from any thread, {@code end} closes the stream. */
  public Channel open(Consumer<ServerMessage> out, Runnable end) {
    return new Channel(out, end);
  }

  /** One session, from its first message to its end. */
  public final class Channel {

    private final Consumer<ServerMessage> out;
    private final Runnable end;
    private volatile @Nullable NodeSession session;

    private Channel(Consumer<ServerMessage> out, Runnable end) {
      this.out = out;
      this.end = end;
    }

    /** Takes a message of the node. */
    public void received(NodeMessage message) {
      NodeSession current = session;
      if (current == null && !message.hasHello()) {
        refuse("the first message of a session is a hello", false);
        return;
      }
      switch (message.getBodyCase()) {
        case HELLO -> hello(message.getHello());
        case HEARTBEAT -> heartbeat(current);
        case ALLOCATION_STATES -> report(current, message.getAllocationStates());
        case LOG_CHUNK -> requests.chunk(current, message.getLogChunk());
        case REQUEST_FAILED -> requests.failed(current, message.getRequestFailed());
        case REQUEST_ANSWER -> requests.answered(current, message.getRequestAnswer());
        case DERIVE_VAULT_TOKEN -> derive(current, message.getDeriveVaultToken());
        case BODY_NOT_SET -> LOG.debug("a message of a newer kind was passed over");
      }
    }

    /**
     * The stream has ended, for whatever reason. The node is not down before its heartbeats fail to
     * come.
     */
    public void closed() {
      NodeSession current = session;
      if (current != null) {
        sessions.remove(current);
        requests.closed(current);
      }
    }

    private void hello(Hello hello) {
      if (hello.getProtocolVersion() != PROTOCOL) {
        refuse(
            "this server speaks version %d of the node protocol, the node version %d"
                .formatted(PROTOCOL, hello.getProtocolVersion()),
            false);
        return;
      }
      Node node;
      try {
        node = classify.apply(Json.MAPPER.readValue(hello.getNodeJson().toByteArray(), Node.class));
      } catch (IOException | RuntimeException e) {
        refuse("the node's description cannot be read: " + e.getMessage(), false);
        return;
      }
      commands
          .submit(new RegisterNode(node))
          .whenComplete((answer, failure) -> registered(node, failure));
    }

    private void registered(Node node, @Nullable Throwable failure) {
      if (failure != null) {
        boolean refused = failure instanceof Refusal;
        refuse(String.valueOf(failure.getMessage()), !refused);
        return;
      }
      Duration ttl = heartbeats.heard(node.id());
      if (session != null) {
        return; // A changed fingerprint on a session that is open already.
      }
      NodeSession opened = new NodeSession(node.id(), out, store::current, documents, executor);
      session = opened;
      out.accept(
          ServerMessage.newBuilder()
              .setWelcome(
                  Welcome.newBuilder()
                      .setRegion(region)
                      .setServerName(serverName)
                      .setHeartbeatTtlMillis(ttl.toMillis()))
              .build());
      sessions
          .add(opened)
          .ifPresent(old -> old.send(refusal("another session of this node was opened", true)));
      opened.sendAll();
      LOG.infof("node %s (%s) opened its session", node.name(), node.id());
    }

    private void heartbeat(NodeSession current) {
      NodeId node = current.node();
      Duration ttl = heartbeats.heard(node);
      out.accept(
          ServerMessage.newBuilder()
              .setHeartbeatReceived(
                  HeartbeatReceived.newBuilder().setHeartbeatTtlMillis(ttl.toMillis()))
              .build());
      Node known = store.current().node(node);
      if (known == null) {
        refuse("the node was purged; it has to register again", true);
      } else if (known.status() == NodeStatus.DISCONNECTED) {
        // Only at the beginning of a session does a node learn what was given up for unknown.
        refuse("the node was disconnected; it has to open its session anew", true);
      } else if (known.status() != NodeStatus.READY) {
        heard(node);
      }
    }

    private void heard(NodeId node) {
      commands
          .submit(new MarkNodeHeard(node))
          .exceptionally(
              failure -> {
                LOG.warnf("node %s could not be marked as ready: %s", node, failure.getMessage());
                return NodeStatus.DOWN;
              });
    }

    private void report(NodeSession current, AllocationStates states) {
      List<AllocationReport> reports = new ArrayList<>(states.getStatesCount());
      try {
        for (AllocationState state : states.getStatesList()) {
          reports.add(read(state));
        }
      } catch (IOException | RuntimeException e) {
        refuse("a report of allocations cannot be read: " + e.getMessage(), false);
        return;
      }
      commands
          .submit(new ReportAllocations(current.node(), reports))
          .whenComplete(
              (index, failure) -> {
                if (failure == null) {
                  out.accept(
                      ServerMessage.newBuilder()
                          .setStatesReceived(
                              StatesReceived.newBuilder().setBatch(states.getBatch()))
                          .build());
                  Node known = store.current().node(current.node());
                  if (known != null && known.status() == NodeStatus.INITIALIZING) {
                    heard(current.node());
                  }
                } else {
                  // Not acknowledged: the node repeats the batch.
                  LOG.warnf(
                      "a report of node %s was not taken: %s",
                      current.node(), failure.getMessage());
                }
              });
    }

    private void derive(NodeSession current, DeriveVaultToken wanted) {
      tokens
          .make(current.node(), new AllocId(wanted.getAllocId()), wanted.getTasksList())
          .thenAccept(
              made ->
                  out.accept(
                      ServerMessage.newBuilder()
                          .setVaultTokens(
                              VaultTokens.newBuilder()
                                  .setRequestId(wanted.getRequestId())
                                  .putAllWrapped(made.wrapped())
                                  .setError(made.error())
                                  .setRecoverable(made.recoverable()))
                          .build()));
    }

    private AllocationReport read(AllocationState state) throws IOException {
      ByteString health = state.getDeploymentStatusJson();
      return new AllocationReport(
          new AllocId(state.getAllocId()),
          ClientStatus.of(state.getClientStatus()),
          state.getClientDescription(),
          Json.MAPPER.readValue(state.getTaskStatesJson().toByteArray(), TASK_STATES),
          health.isEmpty()
              ? null
              : Json.MAPPER.readValue(health.toByteArray(), AllocDeploymentStatus.class));
    }

    private void refuse(String reason, boolean retry) {
      LOG.warnf("a node's session is refused: %s", reason);
      out.accept(refusal(reason, retry));
      end.run();
    }

    private ServerMessage refusal(String reason, boolean retry) {
      return ServerMessage.newBuilder()
          .setRefused(Refused.newBuilder().setReason(reason).setRetry(retry))
          .build();
    }
  }
}
