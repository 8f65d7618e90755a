package io.drover.sidecar.boot;

import com.google.protobuf.ByteString;
import io.drover.contract.ids.AllocId;
import io.drover.contract.json.Json;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.Node;
import io.drover.contract.model.TaskState;
import io.drover.contract.node.v1.AllocationState;
import io.drover.contract.node.v1.AllocationVersion;
import io.drover.contract.node.v1.CancelRequest;
import io.drover.contract.node.v1.DeriveVaultToken;
import io.drover.contract.node.v1.DesiredAllocation;
import io.drover.contract.node.v1.DesiredAllocations;
import io.drover.contract.node.v1.Document;
import io.drover.contract.node.v1.HeartbeatReceived;
import io.drover.contract.node.v1.LogChunk;
import io.drover.contract.node.v1.NodeMessage;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.NodeSessionGrpc;
import io.drover.contract.node.v1.ReadLogs;
import io.drover.contract.node.v1.Refused;
import io.drover.contract.node.v1.RequestFailed;
import io.drover.contract.node.v1.ServerMessage;
import io.drover.contract.node.v1.StatesReceived;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import io.drover.contract.node.v1.VaultTokens;
import io.drover.contract.node.v1.Welcome;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A control plane that wants what a test tells it to want, and remembers what the node says. */
public final class FakeControlPlane extends NodeSessionGrpc.NodeSessionImplBase
    implements AutoCloseable {

  private final Map<String, Allocation> desired = new LinkedHashMap<>();
  private final Map<String, byte[]> documents = new LinkedHashMap<>();
  private final Map<String, AllocationState> states = new ConcurrentHashMap<>();
  private final List<List<AllocationState>> batches = new CopyOnWriteArrayList<>();
  private final List<Node> hellos = new CopyOnWriteArrayList<>();
  private final AtomicInteger heartbeats = new AtomicInteger();
  private final AtomicLong requests = new AtomicLong();
  private final Map<Long, LogAnswer> answers = new ConcurrentHashMap<>();
  private final Map<Long, Asked> asked = new ConcurrentHashMap<>();
  private volatile Function<DeriveVaultToken, VaultTokens> tokens =
      wanted -> VaultTokens.newBuilder().setError("Vault integration disabled").build();
  private volatile boolean confirming = true;
  private volatile long ttlMillis = 2000;
  private volatile @Nullable Refused refusal;
  private @Nullable StreamObserver<ServerMessage> session;
  private @Nullable Server server;
  private int port;

  /** What came back for a log request. */
  public static final class LogAnswer {
    public final StringBuffer text = new StringBuffer();
    final List<LogChunk> chunks = new CopyOnWriteArrayList<>();
    public volatile boolean ended;
    public volatile @Nullable RequestFailed failed;
  }

  public FakeControlPlane() throws IOException {
    listen();
  }

  /** Starts to listen, again at the same port. */
  void listen() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
            .addService(this)
            .build()
            .start();
    port = server.getPort();
  }

  /** Ends all sessions and listens no more. */
  public void fall() throws InterruptedException {
    if (server != null) {
      server.shutdownNow().awaitTermination();
    }
  }

  public String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public StreamObserver<NodeMessage> open(StreamObserver<ServerMessage> answers) {
    synchronized (this) {
      session = answers;
    }
    return new StreamObserver<>() {
      @Override
      public void onNext(NodeMessage message) {
        take(message, answers);
      }

      @Override
      public void onError(Throwable gone) {
        // The node reconnects by itself.
      }

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  private synchronized void take(NodeMessage message, StreamObserver<ServerMessage> to) {
    switch (message.getBodyCase()) {
      case HELLO -> {
        try {
          hellos.add(
              Json.MAPPER.readValue(message.getHello().getNodeJson().toByteArray(), Node.class));
        } catch (IOException failure) {
          throw new AssertionError(failure);
        }
        Refused no = refusal;
        if (no != null) {
          to.onNext(ServerMessage.newBuilder().setRefused(no).build());
          to.onCompleted();
          return;
        }
        to.onNext(
            ServerMessage.newBuilder()
                .setWelcome(
                    Welcome.newBuilder()
                        .setRegion("global")
                        .setServerName("fake")
                        .setHeartbeatTtlMillis(ttlMillis))
                .build());
        push();
      }
      case HEARTBEAT -> {
        heartbeats.incrementAndGet();
        to.onNext(
            ServerMessage.newBuilder()
                .setHeartbeatReceived(
                    HeartbeatReceived.newBuilder().setHeartbeatTtlMillis(ttlMillis))
                .build());
      }
      case ALLOCATION_STATES -> {
        batches.add(message.getAllocationStates().getStatesList());
        if (confirming) {
          message.getAllocationStates().getStatesList().forEach(s -> states.put(s.getAllocId(), s));
          to.onNext(
              ServerMessage.newBuilder()
                  .setStatesReceived(
                      StatesReceived.newBuilder()
                          .setBatch(message.getAllocationStates().getBatch()))
                  .build());
        }
      }
      case LOG_CHUNK -> {
        LogAnswer answer = answers.get(message.getLogChunk().getRequestId());
        answer.text.append(message.getLogChunk().getData().toStringUtf8());
        answer.chunks.add(message.getLogChunk());
        answer.ended |= message.getLogChunk().getEnd();
      }
      case REQUEST_FAILED -> {
        RequestFailed failed = message.getRequestFailed();
        Asked request = asked.get(failed.getRequestId());
        if (request == null) {
          answers.get(failed.getRequestId()).failed = failed;
        } else {
          request.failed(failed);
        }
      }
      case REQUEST_ANSWER ->
          asked.get(message.getRequestAnswer().getRequestId()).answered(message.getRequestAnswer());
      case DERIVE_VAULT_TOKEN -> {
        DeriveVaultToken wanted = message.getDeriveVaultToken();
        to.onNext(
            ServerMessage.newBuilder()
                .setVaultTokens(
                    tokens.apply(wanted).toBuilder().setRequestId(wanted.getRequestId()))
                .build());
      }
      case BODY_NOT_SET -> throw new AssertionError("an empty message");
    }
  }

  /** Wants an allocation, new or changed. */
  synchronized void want(Allocation allocation, JobSpec job) throws IOException {
    desired.put(allocation.id().value(), allocation);
    documents.put(allocation.jobRef().digest().hex(), Json.MAPPER.writeValueAsBytes(job));
    push();
  }

  /** Wants an allocation stopped. */
  synchronized void stop(AllocId id) {
    desired.computeIfPresent(
        id.value(), (key, alloc) -> alloc.withDesiredStatus(DesiredStatus.STOP));
    push();
  }

  /** Does not know an allocation any more. */
  synchronized void purge(AllocId id) {
    desired.remove(id.value());
    push();
  }

  private void push() {
    if (session == null) {
      return;
    }
    DesiredAllocations.Builder all = DesiredAllocations.newBuilder();
    documents.forEach(
        (digest, content) ->
            all.addDocuments(
                Document.newBuilder().setDigest(digest).setContent(ByteString.copyFrom(content))));
    desired.forEach(
        (id, allocation) -> {
          all.addAll(AllocationVersion.newBuilder().setAllocId(id).setAllocModifyIndex(1));
          try {
            all.addChanged(
                DesiredAllocation.newBuilder()
                    .setAllocationJson(
                        ByteString.copyFrom(Json.MAPPER.writeValueAsBytes(allocation))));
          } catch (IOException failure) {
            throw new AssertionError(failure);
          }
        });
    try {
      session.onNext(ServerMessage.newBuilder().setDesiredAllocations(all).build());
    } catch (StatusRuntimeException gone) {
      // The node was killed; the next one is told at its Hello.
      session = null;
    }
  }

  /** Asks the node for something; what it sends is read at once. */
  public Asked ask(NodeRequest.Builder request) {
    return ask(request, true);
  }

  /** Asks the node for something. */
  public synchronized Asked ask(NodeRequest.Builder request, boolean reading) {
    long number = requests.incrementAndGet();
    Asked one = new Asked(number, reading);
    asked.put(number, one);
    session.onNext(
        ServerMessage.newBuilder()
            .setNodeRequest(
                request
                    .setRequestId(number)
                    .setTransferKey(ByteString.copyFromUtf8("key of " + number)))
            .build());
    return one;
  }

  @Override
  public StreamObserver<TransferFromNode> transfer(StreamObserver<TransferToNode> answers) {
    ServerCallStreamObserver<TransferToNode> call =
        (ServerCallStreamObserver<TransferToNode>) answers;
    call.disableAutoRequest();
    call.request(1);
    CompletableFuture<Asked> request = new CompletableFuture<>();
    call.setOnCancelHandler(() -> request.thenAccept(one -> one.onError(new IOException("cut"))));
    return new StreamObserver<>() {
      @Override
      public void onNext(TransferFromNode message) {
        if (request.isDone()) {
          request.join().onNext(message);
          return;
        }
        Asked one = asked.get(message.getBegin().getRequestId());
        String key = "key of " + one.number();
        if (!message.getBegin().getTransferKey().toStringUtf8().equals(key)) {
          throw new AssertionError("not the key of this request");
        }
        request.complete(one);
        one.begun(call);
      }

      @Override
      public void onError(Throwable broken) {
        request.thenAccept(one -> one.onError(broken));
      }

      @Override
      public void onCompleted() {
        request.thenAccept(Asked::onCompleted);
      }
    };
  }

  /** Cancels a request over the session. */
  public synchronized void cancel(Asked request) {
    session.onNext(
        ServerMessage.newBuilder()
            .setCancelRequest(CancelRequest.newBuilder().setRequestId(request.number()))
            .build());
  }

  /** Asks for logs. */
  public synchronized LogAnswer logs(
      AllocId id, String task, String type, long offset, boolean fromEnd, boolean follow) {
    long number = requests.incrementAndGet();
    LogAnswer answer = new LogAnswer();
    answers.put(number, answer);
    session.onNext(
        ServerMessage.newBuilder()
            .setReadLogs(
                ReadLogs.newBuilder()
                    .setRequestId(number)
                    .setAllocId(id.value())
                    .setTask(task)
                    .setType(type)
                    .setOffset(offset)
                    .setOriginEnd(fromEnd)
                    .setFollow(follow))
            .build());
    return answer;
  }

  synchronized void cancelLast() {
    session.onNext(
        ServerMessage.newBuilder()
            .setCancelRequest(CancelRequest.newBuilder().setRequestId(requests.get()))
            .build());
  }

  /** Answers nodes that want Vault tokens. */
  void tokens(Function<DeriveVaultToken, VaultTokens> making) {
    tokens = making;
  }

  void confirming(boolean confirms) {
    confirming = confirms;
  }

  void refuse(@Nullable Refused with) {
    refusal = with;
  }

  void ttlMillis(long millis) {
    ttlMillis = millis;
  }

  String status(AllocId id) {
    AllocationState state = states.get(id.value());
    return state == null ? "" : state.getClientStatus();
  }

  @Nullable AllocationState state(AllocId id) {
    return states.get(id.value());
  }

  TaskState task(AllocId id, String task) {
    try {
      TreeMap<String, TaskState> tasks =
          Json.MAPPER.readValue(
              states.get(id.value()).getTaskStatesJson().toByteArray(),
              Json.MAPPER
                  .getTypeFactory()
                  .constructMapType(TreeMap.class, String.class, TaskState.class));
      return tasks.get(task);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Types of a task's events with their texts, in order. */
  List<String> events(AllocId id, String task) {
    return task(id, task).events().stream()
        .map(event -> event.type() + ": " + event.displayMessage())
        .toList();
  }

  List<Node> hellos() {
    return hellos;
  }

  List<List<AllocationState>> batches() {
    return batches;
  }

  public int heartbeats() {
    return heartbeats.get();
  }

  @Override
  public void close() throws InterruptedException {
    fall();
  }
}
