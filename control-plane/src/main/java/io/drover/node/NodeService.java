package io.drover.node;

import io.drover.contract.node.v1.NodeMessage;
import io.drover.contract.node.v1.ServerMessage;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The gRPC side of the sessions of nodes: a stream in, a stream out, all decisions in {@link
 * NodeGateway}.
 */
@GrpcService
public final class NodeService implements io.drover.contract.node.v1.NodeSession {

  /**
   * As many messages may wait for a node. Desired allocations are coalesced, so only one who asks
   * for much and reads nothing gets here; it loses its session and comes back.
   */
  private static final int WAITING_MAX = 1024;

  private final NodeGateway gateway;

  public NodeService(NodeGateway gateway) {
    this.gateway = gateway;
  }

  @Override
  public Multi<ServerMessage> open(Multi<NodeMessage> messages) {
    UnicastProcessor<ServerMessage> out =
        UnicastProcessor.create(new ArrayBlockingQueue<>(WAITING_MAX), null);
    Outgoing outgoing = new Outgoing(out);
    NodeGateway.Channel channel = gateway.open(outgoing::send, outgoing::end);
    messages
        .subscribe()
        .with(
            channel::received,
            failure -> {
              channel.closed();
              outgoing.end();
            },
            () -> {
              channel.closed();
              outgoing.end();
            });
    return out.onTermination().invoke(channel::closed);
  }

  @Override
  public Multi<TransferToNode> transfer(Multi<TransferFromNode> messages) {
    return Multi.createFrom().failure(Status.UNIMPLEMENTED.asRuntimeException());
  }

  /** Lets any thread send: the processor itself takes one at a time. */
  private record Outgoing(UnicastProcessor<ServerMessage> out) {

    void send(ServerMessage message) {
      synchronized (out) {
        out.onNext(message);
      }
    }

    void end() {
      synchronized (out) {
        out.onComplete();
      }
    }
  }
}
