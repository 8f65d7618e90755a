package io.drover.node;

import io.drover.contract.node.v1.NodeMessage;
import io.drover.contract.node.v1.NodeSessionGrpc;
import io.drover.contract.node.v1.ServerMessage;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

/**
 * The gRPC side of the sessions of nodes and of their transfers. Written against gRPC's own
 * observers and not against Mutiny's, whose bridge takes from the connection whatever comes: here
 * it matters who holds back whom. All decisions are in {@link NodeGateway} and {@link
 * OpenRequests}.
 */
@GrpcService
public final class NodeService extends NodeSessionGrpc.NodeSessionImplBase {

  private final NodeGateway gateway;
  private final OpenRequests requests;
  private final Leadership leadership;

  public NodeService(NodeGateway gateway, OpenRequests requests, Leadership leadership) {
    this.gateway = gateway;
    this.requests = requests;
    this.leadership = leadership;
  }

  @Override
  public StreamObserver<NodeMessage> open(StreamObserver<ServerMessage> out) {
    Outgoing outgoing = new Outgoing((ServerCallStreamObserver<ServerMessage>) out);
    NodeGateway.Channel channel = gateway.open(outgoing::send, outgoing::end);
    outgoing.onGone(channel::closed);
    return new StreamObserver<>() {
      @Override
      public void onNext(NodeMessage message) {
        String leader = message.hasHello() ? leadership.elsewhere() : "";
        if (!leader.isEmpty()) {
          outgoing.send(NodeSessions.elsewhere(leader));
          outgoing.end();
          return;
        }
        channel.received(message);
      }

      @Override
      public void onError(Throwable broken) {
        onCompleted();
      }

      @Override
      public void onCompleted() {
        channel.closed();
        outgoing.end();
      }
    };
  }

  @Override
  public StreamObserver<TransferFromNode> transfer(StreamObserver<TransferToNode> out) {
    return new IncomingTransfer(requests, (ServerCallStreamObserver<TransferToNode>) out);
  }
}
