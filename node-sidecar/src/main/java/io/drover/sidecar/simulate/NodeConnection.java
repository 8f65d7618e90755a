package io.drover.sidecar.simulate;

import com.google.protobuf.ByteString;
import io.drover.contract.json.Json;
import io.drover.contract.model.Node;
import io.drover.contract.node.v1.DesiredAllocations;
import io.drover.contract.node.v1.Heartbeat;
import io.drover.contract.node.v1.Hello;
import io.drover.contract.node.v1.NodeMessage;
import io.drover.contract.node.v1.Refused;
import io.drover.contract.node.v1.RequestFailed;
import io.drover.contract.node.v1.ServerMessage;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One session of a simulated node, from Hello to its end. Belongs to the node's thread. */
final class NodeConnection implements ClientResponseObserver<NodeMessage, ServerMessage> {

  static final NodeMessage HEARTBEAT =
      NodeMessage.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()).build();

  private static final int PROTOCOL_VERSION = 1;
  private static final int NOT_IMPLEMENTED = 501;

  /** How a session ended. */
  record End(boolean welcomed, boolean mayRetry, String reason, String leader) {}

  private final SimulatedNode node;
  private final Work work;
  private final Reports reports;
  private @Nullable ClientCallStreamObserver<NodeMessage> stream;
  private boolean welcomed;
  private boolean ignoring;
  private boolean over;
  private long ttlMillis;

  NodeConnection(SimulatedNode node, Work work, Reports reports) {
    this.node = node;
    this.work = work;
    this.reports = reports;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<NodeMessage> started) {
    stream = started;
  }

  boolean welcomed() {
    return welcomed;
  }

  /** How long the control plane waits for a heartbeat. */
  long ttlMillis() {
    return ttlMillis;
  }

  void hello(Node description) {
    try {
      send(
          NodeMessage.newBuilder()
              .setHello(
                  Hello.newBuilder()
                      .setProtocolVersion(PROTOCOL_VERSION)
                      .setSoftwareVersion("simulated")
                      .setNodeJson(ByteString.copyFrom(Json.MAPPER.writeValueAsBytes(description))))
              .build());
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  void send(NodeMessage message) {
    if (stream != null && !over) {
      stream.onNext(message);
    }
  }

  /** Takes in what comes without a sign of life. */
  void ignore() {
    ignoring = true;
  }

  @Override
  public void onNext(ServerMessage message) {
    if (ignoring || over) {
      return;
    }
    switch (message.getBodyCase()) {
      case WELCOME -> {
        welcomed = true;
        ttlMillis = message.getWelcome().getHeartbeatTtlMillis();
        node.welcomed(this, ttlMillis);
      }
      case REFUSED -> refused(message.getRefused());
      case HEARTBEAT_RECEIVED -> {
        ttlMillis = message.getHeartbeatReceived().getHeartbeatTtlMillis();
        node.heard();
      }
      case DESIRED_ALLOCATIONS -> take(message.getDesiredAllocations());
      case STATES_RECEIVED -> reports.confirmed(message.getStatesReceived().getBatch());
      case READ_LOGS -> cannot(message.getReadLogs().getRequestId());
      case NODE_REQUEST -> cannot(message.getNodeRequest().getRequestId());
      case VAULT_TOKENS, CANCEL_REQUEST, BODY_NOT_SET -> {
        // Nothing was asked for, and nothing is under way.
      }
    }
  }

  private void refused(Refused refused) {
    over(new End(welcomed, refused.getRetry(), refused.getReason(), refused.getLeader()));
  }

  private void take(DesiredAllocations desired) {
    try {
      work.take(desired);
    } catch (IOException failure) {
      node.problem(String.valueOf(failure.getMessage()));
    }
  }

  private void cannot(long request) {
    send(
        NodeMessage.newBuilder()
            .setRequestFailed(
                RequestFailed.newBuilder()
                    .setRequestId(request)
                    .setStatus(NOT_IMPLEMENTED)
                    .setMessage("a simulated node has no files, processes or statistics"))
            .build());
  }

  @Override
  public void onError(Throwable failure) {
    over(new End(welcomed, true, String.valueOf(failure.getMessage()), ""));
  }

  @Override
  public void onCompleted() {
    over(new End(welcomed, true, "the control plane ended the session", ""));
  }

  /** Ends it from this side. */
  void close(String reason) {
    over(new End(welcomed, true, reason, ""));
  }

  private void over(End end) {
    if (over) {
      return;
    }
    over = true;
    if (stream != null) {
      stream.cancel(end.reason(), null);
    }
    node.ended(this, end);
  }
}
