package io.drover.node;

import com.google.protobuf.ByteString;
import io.drover.contract.json.Json;
import io.drover.contract.model.Node;
import io.drover.contract.node.v1.Hello;
import io.drover.contract.node.v1.NodeMessage;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.NodeSessionGrpc;
import io.drover.contract.node.v1.RequestAnswer;
import io.drover.contract.node.v1.RequestFailed;
import io.drover.contract.node.v1.ServerMessage;
import io.drover.contract.node.v1.TransferBegin;
import io.drover.contract.node.v1.TransferEnd;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A node at the other end of a real connection: what it is asked is answered by the test. */
final class FakeNode implements AutoCloseable {

  private final ManagedChannel channel;
  private final NodeSessionGrpc.NodeSessionStub stub;
  private final StreamObserver<NodeMessage> out;
  final BlockingQueue<ServerMessage> received = new LinkedBlockingQueue<>();
  final CompletableFuture<Void> welcomed = new CompletableFuture<>();

  FakeNode(InetSocketAddress server, Node node) throws Exception {
    channel = NettyChannelBuilder.forAddress(server).usePlaintext().build();
    stub = NodeSessionGrpc.newStub(channel);
    out = stub.open(new Incoming());
    out.onNext(
        NodeMessage.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setProtocolVersion(1)
                    .setNodeJson(ByteString.copyFrom(Json.MAPPER.writeValueAsBytes(node))))
            .build());
  }

  private final class Incoming implements StreamObserver<ServerMessage> {
    @Override
    public void onNext(ServerMessage message) {
      received.add(message);
      if (message.hasDesiredAllocations()) {
        welcomed.complete(null); // The session is known by then.
      }
    }

    @Override
    public void onError(Throwable broken) {
      welcomed.completeExceptionally(broken);
    }

    @Override
    public void onCompleted() {}
  }

  /** The next request; what else comes is passed over. */
  NodeRequest asked() throws InterruptedException {
    return next(ServerMessage.BodyCase.NODE_REQUEST).getNodeRequest();
  }

  /** The next message of a kind; what else comes is passed over. */
  ServerMessage next(ServerMessage.BodyCase kind) throws InterruptedException {
    while (true) {
      ServerMessage message = received.poll(60, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no " + kind + " came");
      }
      if (message.getBodyCase() == kind) {
        return message;
      }
    }
  }

  void send(NodeMessage.Builder message) {
    out.onNext(message.build());
  }

  void answer(NodeRequest request, String json) {
    send(
        NodeMessage.newBuilder()
            .setRequestAnswer(
                RequestAnswer.newBuilder()
                    .setRequestId(request.getRequestId())
                    .setJson(ByteString.copyFromUtf8(json))));
  }

  void fail(NodeRequest request, int status, String text) {
    send(
        NodeMessage.newBuilder()
            .setRequestFailed(
                RequestFailed.newBuilder()
                    .setRequestId(request.getRequestId())
                    .setStatus(status)
                    .setMessage(text)));
  }

  /** Opens the transfer that a request asks for. */
  Transfer open(NodeRequest request) {
    return open(request.getRequestId(), request.getTransferKey());
  }

  Transfer open(long id, ByteString key) {
    Transfer transfer = new Transfer();
    stub.transfer(transfer);
    transfer.send(
        TransferFromNode.newBuilder()
            .setBegin(TransferBegin.newBuilder().setRequestId(id).setTransferKey(key)));
    return transfer;
  }

  /** The node's end of a transfer; takes a message from the server only when told to. */
  static final class Transfer implements ClientResponseObserver<TransferFromNode, TransferToNode> {
    final BlockingQueue<TransferToNode> received = new LinkedBlockingQueue<>();
    final CompletableFuture<Void> over = new CompletableFuture<>();
    private ClientCallStreamObserver<TransferFromNode> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<TransferFromNode> given) {
      call = given;
      given.disableAutoRequestWithInitial(0);
    }

    void take(int messages) {
      call.request(messages);
    }

    boolean ready() {
      return call.isReady();
    }

    void send(TransferFromNode.Builder message) {
      call.onNext(message.build());
    }

    void end(TransferEnd.Builder end) {
      send(TransferFromNode.newBuilder().setEnd(end));
      call.onCompleted();
    }

    @Override
    public void onNext(TransferToNode message) {
      received.add(message);
    }

    @Override
    public void onError(Throwable broken) {
      over.completeExceptionally(broken);
    }

    @Override
    public void onCompleted() {
      over.complete(null);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
