package io.drover.sidecar.grpc;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.drover.contract.node.v1.Heartbeat;
import io.drover.contract.node.v1.NodeMessage;
import io.drover.contract.node.v1.NodeSessionGrpc;
import io.drover.contract.node.v1.ServerMessage;
import io.drover.sidecar.boot.FakeControlPlane;
import io.drover.sidecar.logs.LogCollector;
import io.drover.sidecar.task.Allocations;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A control plane and the answering side of a node, with a real connection between them. */
final class RequestLoop
    implements ClientResponseObserver<NodeMessage, ServerMessage>, AutoCloseable {

  final FakeControlPlane server = new FakeControlPlane();
  private final NodeSources sources;
  private final ManagedChannel channel;
  private @Nullable Outbound outbound;
  private final @Nullable LogCollector collector;
  private final LogRequests.Outputs outputs;
  private @Nullable NodeRequests requests;
  private @Nullable LogRequests logs;

  RequestLoop(NodeSources sources) throws IOException {
    this(sources, null, (alloc, task, type) -> new Allocations.LogPlace.Missing(404, "no logs"));
  }

  RequestLoop(NodeSources sources, @Nullable LogCollector collector, LogRequests.Outputs outputs)
      throws IOException {
    this.sources = sources;
    this.collector = collector;
    this.outputs = outputs;
    channel =
        NettyChannelBuilder.forTarget(server.address())
            .usePlaintext()
            .flowControlWindow(ControlPlaneLink.WINDOW_BYTES)
            .build();
    NodeSessionGrpc.newStub(channel).open(this);
    beat();
    await().atMost(Duration.ofSeconds(60)).until(() -> server.heartbeats() > 0);
  }

  /** Says that the node lives. */
  void beat() {
    requireNonNull(outbound)
        .send(NodeMessage.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()).build());
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<NodeMessage> stream) {
    outbound = new Outbound(stream);
    requests = new NodeRequests(outbound, sources, channel);
    logs =
        collector == null ? null : new LogRequests(outbound, outputs, collector, sources.outputs());
  }

  @Override
  public void onNext(ServerMessage message) {
    switch (message.getBodyCase()) {
      case NODE_REQUEST -> requireNonNull(requests).take(message.getNodeRequest());
      case CANCEL_REQUEST ->
          requireNonNull(requests).cancel(message.getCancelRequest().getRequestId());
      case READ_LOGS -> requireNonNull(logs).read(message.getReadLogs());
      default -> {}
    }
  }

  @Override
  public void onError(Throwable broken) {
    requireNonNull(requests).close();
  }

  @Override
  public void onCompleted() {
    requireNonNull(requests).close();
  }

  /** Ends the session as the node does. */
  void endSession() {
    requireNonNull(requests).close();
    requireNonNull(outbound).close("the test ends it");
  }

  @Override
  public void close() throws InterruptedException {
    requireNonNull(requests).close();
    channel.shutdownNow();
    server.close();
  }
}
