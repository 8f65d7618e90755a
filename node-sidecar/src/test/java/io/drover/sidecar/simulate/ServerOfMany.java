package io.drover.sidecar.simulate;

import com.google.protobuf.ByteString;
import io.drover.contract.ids.Digest;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Node;
import io.drover.contract.node.v1.AllocationState;
import io.drover.contract.node.v1.AllocationVersion;
import io.drover.contract.node.v1.DesiredAllocation;
import io.drover.contract.node.v1.DesiredAllocations;
import io.drover.contract.node.v1.Document;
import io.drover.contract.node.v1.HeartbeatReceived;
import io.drover.contract.node.v1.NodeMessage;
import io.drover.contract.node.v1.NodeSessionGrpc;
import io.drover.contract.node.v1.Refused;
import io.drover.contract.node.v1.ServerMessage;
import io.drover.contract.node.v1.StatesReceived;
import io.drover.contract.node.v1.Welcome;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A control plane with many nodes, which wants of each what a test says. */
final class ServerOfMany extends NodeSessionGrpc.NodeSessionImplBase implements AutoCloseable {

  private static final long TTL_MILLIS = 400;

  private final Map<String, Node> nodes = new ConcurrentHashMap<>();
  private final Map<String, StreamObserver<ServerMessage>> sessions = new ConcurrentHashMap<>();
  private final Map<String, Integer> heartbeats = new ConcurrentHashMap<>();
  private final Map<String, AllocationState> states = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Allocation>> desired = new TreeMap<>();
  private final Map<String, byte[]> documents = new TreeMap<>();
  private volatile @Nullable Refused refusal;
  private Server server;

  ServerOfMany() throws IOException {
    server = listen(0);
  }

  private Server listen(int port) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
        .addService(this)
        .build()
        .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /** Ends all sessions, forgets what was reported, and is there again. */
  synchronized void restart() throws Exception {
    int port = server.getPort();
    server.shutdownNow().awaitTermination();
    sessions.clear();
    states.clear();
    server = listen(port);
  }

  void refuse(Refused with) {
    refusal = with;
  }

  /** By name. */
  Map<String, Node> nodes() {
    return nodes;
  }

  int open() {
    return sessions.size();
  }

  int heartbeats(String name) {
    return heartbeats.getOrDefault(name, 0);
  }

  String status(String allocation) {
    AllocationState state = states.get(allocation);
    return state == null ? "" : state.getClientStatus();
  }

  String health(String allocation) {
    AllocationState state = states.get(allocation);
    return state == null ? "" : state.getDeploymentStatusJson().toStringUtf8();
  }

  String tasks(String allocation) {
    AllocationState state = states.get(allocation);
    return state == null ? "" : state.getTaskStatesJson().toStringUtf8();
  }

  /** Wants an allocation of a job on a node. */
  synchronized void want(String node, String id, String job) throws IOException {
    byte[] document =
        Json.MAPPER.writeValueAsBytes(Json.MAPPER.readValue(job.replace('\'', '"'), JobSpec.class));
    String digest = Digest.of(document).hex();
    documents.put(digest, document);
    String allocation =
        "{'ID':'%s','Namespace':'default','JobID':'j','TaskGroup':'g','DeploymentID':'d',"
                .formatted(id)
            + "'JobRef':{'Digest':'%s','Type':'service'},'DesiredStatus':'run',".formatted(digest)
            + "'ClientStatus':'pending'}";
    desired
        .computeIfAbsent(node, name -> new LinkedHashMap<>())
        .put(id, Json.MAPPER.readValue(allocation.replace('\'', '"'), Allocation.class));
    push(node);
  }

  synchronized void stop(String node, String id) throws IOException {
    desired
        .get(node)
        .computeIfPresent(id, (same, alloc) -> alloc.withDesiredStatus(DesiredStatus.STOP));
    push(node);
  }

  synchronized void purge(String node, String id) throws IOException {
    desired.get(node).remove(id);
    push(node);
  }

  private void push(String node) throws IOException {
    DesiredAllocations.Builder all = DesiredAllocations.newBuilder();
    documents.forEach(
        (digest, content) ->
            all.addDocuments(
                Document.newBuilder().setDigest(digest).setContent(ByteString.copyFrom(content))));
    for (Allocation allocation : desired.getOrDefault(node, Map.of()).values()) {
      all.addAll(AllocationVersion.newBuilder().setAllocId(allocation.id().value()));
      all.addChanged(
          DesiredAllocation.newBuilder()
              .setAllocationJson(ByteString.copyFrom(Json.MAPPER.writeValueAsBytes(allocation))));
    }
    StreamObserver<ServerMessage> session = sessions.get(node);
    if (session != null) {
      session.onNext(ServerMessage.newBuilder().setDesiredAllocations(all).build());
    }
  }

  @Override
  public StreamObserver<NodeMessage> open(StreamObserver<ServerMessage> out) {
    return new StreamObserver<>() {
      private String name = "";

      @Override
      public void onNext(NodeMessage message) {
        try {
          name = take(name, message, out);
        } catch (IOException failure) {
          throw new AssertionError(failure);
        }
      }

      @Override
      public void onError(Throwable gone) {
        sessions.remove(name, out);
      }

      @Override
      public void onCompleted() {
        sessions.remove(name, out);
      }
    };
  }

  private synchronized String take(
      String name, NodeMessage message, StreamObserver<ServerMessage> out) throws IOException {
    switch (message.getBodyCase()) {
      case HELLO -> {
        return hello(message, out);
      }
      case HEARTBEAT -> {
        heartbeats.merge(name, 1, Integer::sum);
        out.onNext(
            ServerMessage.newBuilder()
                .setHeartbeatReceived(
                    HeartbeatReceived.newBuilder().setHeartbeatTtlMillis(TTL_MILLIS))
                .build());
      }
      case ALLOCATION_STATES -> {
        List<AllocationState> reported = message.getAllocationStates().getStatesList();
        reported.forEach(state -> states.put(state.getAllocId(), state));
        out.onNext(
            ServerMessage.newBuilder()
                .setStatesReceived(
                    StatesReceived.newBuilder().setBatch(message.getAllocationStates().getBatch()))
                .build());
      }
      default -> throw new AssertionError("unexpected: " + message.getBodyCase());
    }
    return name;
  }

  private String hello(NodeMessage message, StreamObserver<ServerMessage> out) throws IOException {
    Refused no = refusal;
    if (no != null) {
      out.onNext(ServerMessage.newBuilder().setRefused(no).build());
      out.onCompleted();
      return "";
    }
    Node node = Json.MAPPER.readValue(message.getHello().getNodeJson().toByteArray(), Node.class);
    nodes.put(node.name(), node);
    sessions.put(node.name(), out);
    out.onNext(
        ServerMessage.newBuilder()
            .setWelcome(Welcome.newBuilder().setHeartbeatTtlMillis(TTL_MILLIS))
            .build());
    push(node.name());
    return node.name();
  }

  @Override
  public void close() throws InterruptedException {
    server.shutdownNow().awaitTermination();
  }
}
