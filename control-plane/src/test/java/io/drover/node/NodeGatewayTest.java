package io.drover.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drover.command.Command;
import io.drover.command.MarkNodesSilent;
import io.drover.command.Outcome;
import io.drover.command.StopAllocation;
import io.drover.command.Unavailable;
import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.Digest;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.json.Json;
import io.drover.contract.model.AllocatedResources;
import io.drover.contract.model.AllocatedSharedResources;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.AllocationBuilder;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.DesiredStatus;
import io.drover.contract.model.JobRef;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.contract.node.v1.AllocationState;
import io.drover.contract.node.v1.AllocationStates;
import io.drover.contract.node.v1.DeriveVaultToken;
import io.drover.contract.node.v1.DesiredAllocations;
import io.drover.contract.node.v1.Heartbeat;
import io.drover.contract.node.v1.Hello;
import io.drover.contract.node.v1.LogChunk;
import io.drover.contract.node.v1.NodeMessage;
import io.drover.contract.node.v1.ReadLogs;
import io.drover.contract.node.v1.RequestFailed;
import io.drover.contract.node.v1.ServerMessage;
import io.drover.contract.node.v1.VaultTokens;
import io.drover.documents.JobDocuments;
import io.drover.event.AllocationReport;
import io.drover.event.AllocationStop;
import io.drover.event.AllocationsReported;
import io.drover.event.NodeStatusChanged;
import io.drover.event.PlanApplied;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class NodeGatewayTest {

  private static final byte[] DOCUMENT =
      "{\"ID\":\"web\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  private static final class OneDocument implements JobDocuments {
    @Override
    public byte[] bytes(Digest digest) {
      return DOCUMENT;
    }

    @Override
    public JobSpec spec(Digest digest) {
      throw new AssertionError("nodes get documents as they are");
    }
  }

  private static final NodeId N1 = new NodeId("n1");

  /** The node's end of a session. */
  private final class Client {
    final List<ServerMessage> received = new ArrayList<>();
    boolean ended;
    final NodeGateway.Channel channel = gateway.open(received::add, () -> ended = true);

    void hello(Node node) throws Exception {
      send(
          NodeMessage.newBuilder()
              .setHello(
                  Hello.newBuilder()
                      .setProtocolVersion(1)
                      .setNodeJson(ByteString.copyFrom(Json.MAPPER.writeValueAsBytes(node)))));
    }

    void send(NodeMessage.Builder message) {
      channel.received(message.build());
    }

    ServerMessage last() {
      return received.getLast();
    }

    DesiredAllocations lastDesired() {
      return received.stream()
          .filter(ServerMessage::hasDesiredAllocations)
          .reduce((a, b) -> b)
          .orElseThrow()
          .getDesiredAllocations();
    }
  }

  private final DirectCommands commands = new DirectCommands();
  private final NodeSessions sessions = new NodeSessions();
  private final OpenRequests requests = new OpenRequests(sessions);
  private final NodeGateway gateway =
      new NodeGateway(
          "global",
          "s1",
          commands,
          commands.store,
          new OneDocument(),
          sessions,
          new Heartbeats(
              new Heartbeats.Times(
                  Duration.ofSeconds(10), Duration.ofSeconds(10), 50, Duration.ofSeconds(300)),
              commands,
              () -> 0,
              () -> 1),
          requests,
          this::make,
          node -> node.withComputedClass("v1:1"),
          Runnable::run);

  private CompletionStage<TokenMaker.Made> make(NodeId node, AllocId alloc, List<String> tasks) {
    return alloc.value().equals("a1")
        ? CompletableFuture.completedFuture(
            new TokenMaker.Made(Map.of("t", node + " " + tasks), "", false))
        : CompletableFuture.completedFuture(TokenMaker.Made.failed("not yet", true));
  }

  NodeGatewayTest() {
    commands.store.listen(sessions);
  }

  private Client connect() throws Exception {
    Client client = new Client();
    client.hello(HeartbeatsTest.node("n1"));
    return client;
  }

  private Allocation allocation(String id) {
    return AllocationBuilder.builder()
        .id(new AllocId(id))
        .evalId(new EvalId("e1"))
        .namespace("default")
        .jobId("web")
        .name("web.g[0]")
        .taskGroup("g")
        .nodeId(new NodeId("n1"))
        .nodeName("n1")
        .jobRef(new JobRef(Digest.of(DOCUMENT), 0, 1, 1, JobType.SERVICE))
        .allocatedResources(
            new AllocatedResources(
                Map.of(), Map.of(), new AllocatedSharedResources(List.of(), 300, List.of())))
        .desiredStatus(DesiredStatus.RUN)
        .clientStatus(ClientStatus.PENDING)
        .build();
  }

  private void commit(List<Allocation> placed, List<AllocationStop> stopped) {
    Command<Long> plan =
        (snapshot, context) ->
            new Outcome<>(List.of(new PlanApplied(placed, stopped, 1)), index -> index);
    commands.submit(plan);
  }

  @Test
  void aHelloRegistersTheNodeWithItsClassAndIsWelcomed() throws Exception {
    Client client = connect();
    assertThat(client.received.getFirst().getWelcome().getHeartbeatTtlMillis()).isEqualTo(10_000);
    Node node = commands.store.current().node(new NodeId("n1"));
    assertThat(node.status()).isEqualTo(NodeStatus.READY);
    assertThat(node.computedClass()).isEqualTo("v1:1");
  }

  @Test
  void aSecondHelloOfTheSameNodeWritesNothing() throws Exception {
    connect();
    long index = commands.store.current().index();
    connect();
    assertThat(commands.store.current().index()).isEqualTo(index);
  }

  @Test
  void aNewSessionTakesThePlaceOfTheOldOne() throws Exception {
    Client first = connect();
    Client second = connect();
    assertThat(first.last().getRefused().getRetry()).isTrue();
    commit(List.of(allocation("a1")), List.of());
    assertThat(second.lastDesired().getChangedCount()).isEqualTo(1);
    first.channel.closed();
    assertThat(sessions.size()).isEqualTo(1);
  }

  @Test
  void aWrongSecretIsRefusedForGood() throws Exception {
    connect();
    Client thief = new Client();
    thief.hello(HeartbeatsTest.node("n1").withSecretId("guessed"));
    assertThat(thief.last().getRefused().getReason()).contains("secret ID does not match");
    assertThat(thief.last().getRefused().getRetry()).isFalse();
    assertThat(thief.ended).isTrue();
  }

  @Test
  void withoutALeaderTheNodeIsToldToComeBack() throws Exception {
    commands.unavailable = new Unavailable("No cluster leader");
    Client client = connect();
    assertThat(client.last().getRefused().getRetry()).isTrue();
  }

  @Test
  void anotherProtocolVersionIsRefusedByName() {
    Client client = new Client();
    client.send(NodeMessage.newBuilder().setHello(Hello.newBuilder().setProtocolVersion(7)));
    assertThat(client.last().getRefused().getReason()).contains("version 1").contains("version 7");
  }

  @Test
  void whoDoesNotSayHelloFirstIsRefused() {
    Client client = new Client();
    client.send(NodeMessage.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()));
    assertThat(client.last().hasRefused()).isTrue();
    assertThat(client.ended).isTrue();
  }

  @Test
  void whatWasTakenForLostIsToldToANewSessionAndWhatHasEndedIsNot() throws Exception {
    connect();
    commit(
        List.of(
            allocation("lost").withClientStatus(ClientStatus.LOST),
            allocation("done").withClientStatus(ClientStatus.COMPLETE)),
        List.of());
    DesiredAllocations all = connect().lastDesired();
    assertThat(all.getAllCount()).isEqualTo(2);
    assertThat(all.getChangedCount()).isEqualTo(1);
    assertThat(all.getChanged(0).getAllocationJson().toStringUtf8()).contains("\"lost\"");
  }

  @Test
  void aPlacedAllocationIsSentWithItsDocument() throws Exception {
    Client client = connect();
    assertThat(client.lastDesired().getPartial()).isFalse();
    commit(List.of(allocation("a1"), allocation("a2")), List.of());
    DesiredAllocations desired = client.lastDesired();
    assertThat(desired.getPartial()).isTrue();
    List<String> ids = new ArrayList<>();
    List<Digest> documents = new ArrayList<>();
    for (ServerMessage message : client.received) {
      for (var changed : message.getDesiredAllocations().getChangedList()) {
        ids.add(
            Json.MAPPER
                .readValue(changed.getAllocationJson().toByteArray(), Allocation.class)
                .id()
                .value());
      }
      for (var document : message.getDesiredAllocations().getDocumentsList()) {
        documents.add(new Digest(document.getDigest()));
      }
    }
    assertThat(ids).containsExactlyInAnyOrder("a1", "a2");
    assertThat(documents).contains(Digest.of(DOCUMENT));
  }

  @Test
  void reportsOfTheNodeAreNotSentBackToIt() throws Exception {
    Client client = connect();
    commit(List.of(allocation("a1")), List.of());
    int before = client.received.size();
    report(client, "a1", "running");
    assertThat(client.received.subList(before, client.received.size()))
        .extracting(ServerMessage::getBodyCase)
        .containsExactly(ServerMessage.BodyCase.STATES_RECEIVED);
    assertThat(commands.store.current().allocation(new AllocId("a1")).clientStatus())
        .isEqualTo(ClientStatus.RUNNING);
  }

  @Test
  void aStopIsSentAndAReconnectedNodeGetsTheWholeList() throws Exception {
    Client client = connect();
    commit(List.of(allocation("a1"), allocation("a2")), List.of());
    commit(
        List.of(),
        List.of(
            new AllocationStop(new AllocId("a1"), DesiredStatus.STOP, "test", null, null, null)));
    assertThat(client.lastDesired().getChanged(0).getAllocationJson().toStringUtf8())
        .contains("\"DesiredStatus\":\"stop\"");
    Client again = connect();
    assertThat(again.lastDesired().getPartial()).isFalse();
    assertThat(again.lastDesired().getAllCount()).isEqualTo(2);
    assertThat(again.lastDesired().getDocumentsCount()).isEqualTo(1);
  }

  @Test
  void aReportThatWasNotTakenIsNotAcknowledged() throws Exception {
    Client client = connect();
    commit(List.of(allocation("a1")), List.of());
    commands.unavailable = new Unavailable("No cluster leader");
    int before = client.received.size();
    report(client, "a1", "running");
    assertThat(client.received).hasSize(before);
  }

  @Test
  void aReportThatCannotBeReadEndsTheSession() throws Exception {
    Client client = connect();
    report(client, "a1", "flying");
    assertThat(client.last().getRefused().getReason()).contains("flying");
    assertThat(client.ended).isTrue();
  }

  @Test
  void aHeartbeatOfANodeThatIsDownMakesItReady() throws Exception {
    Client client = connect();
    commands.submit(new MarkNodesSilent(List.of(N1)));
    client.send(NodeMessage.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()));
    assertThat(commands.store.current().node(N1).status()).isEqualTo(NodeStatus.READY);
    assertThat(commands.store.current().node(N1).events())
        .extracting(event -> event.message())
        .containsExactly(
            "Node registered", "Node heartbeat missed", "Node reregistered by heartbeat");
  }

  @Test
  void aNodeThatWasDisconnectedIsReadyWhenItHasToldWhatBecameOfItsWork() throws Exception {
    Client silent = connect();
    commit(List.of(allocation("a1")), List.of());
    commands.write(
        new AllocationsReported(
            N1,
            List.of(new AllocationReport(new AllocId("a1"), ClientStatus.UNKNOWN, "", null, null)),
            1),
        new NodeStatusChanged(N1, NodeStatus.DISCONNECTED, 1, null));
    silent.send(NodeMessage.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()));
    assertThat(silent.ended).as("it begins anew").isTrue();
    assertThat(silent.last().getRefused().getRetry()).isTrue();

    Client back = connect();
    assertThat(commands.store.current().node(N1).status()).isEqualTo(NodeStatus.INITIALIZING);
    assertThat(back.lastDesired().getChangedCount()).as("what is unknown is told").isOne();
    back.send(NodeMessage.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()));
    assertThat(commands.store.current().node(N1).status()).isEqualTo(NodeStatus.INITIALIZING);
    back.send(
        NodeMessage.newBuilder()
            .setAllocationStates(
                AllocationStates.newBuilder()
                    .setBatch(1)
                    .addStates(
                        AllocationState.newBuilder()
                            .setAllocId("a1")
                            .setClientStatus("running")
                            .setTaskStatesJson(ByteString.copyFromUtf8("{}")))));
    assertThat(commands.store.current().node(N1).status()).isEqualTo(NodeStatus.READY);
    assertThat(commands.store.current().node(N1).lastMissedHeartbeatIndex()).isZero();
  }

  @Test
  void aStopWithoutDelayIsTold() throws Exception {
    Client client = connect();
    commit(List.of(allocation("a1")), List.of());
    commands.submit(new StopAllocation(new AllocId("a1"), true)).toCompletableFuture().join();
    String told = client.lastDesired().getChanged(0).getAllocationJson().toStringUtf8();
    assertThat(told).contains("\"NoShutdownDelay\":true").contains("\"Migrate\":true");
  }

  /** Writes down what a reader of logs is given. */
  private static final class Lines implements OpenRequests.LogReader {
    final List<String> lines = new ArrayList<>();

    @Override
    public void chunk(String file, long offset, byte[] data) {
      lines.add(
          file + "@" + offset + ":" + new String(data, java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public void end() {
      lines.add("end");
    }

    @Override
    public void failed(int status, String text) {
      lines.add(status + " " + text);
    }
  }

  @Test
  void outputIsReadThroughTheSession() throws Exception {
    Client client = connect();
    Lines lines = new Lines();
    requests.read(new NodeId("n1"), ReadLogs.newBuilder().setTask("t").build(), lines);
    long number = client.last().getReadLogs().getRequestId();
    LogChunk.Builder chunk =
        LogChunk.newBuilder()
            .setRequestId(number)
            .setFile("f")
            .setOffset(3)
            .setData(ByteString.copyFromUtf8("abc"));
    client.send(NodeMessage.newBuilder().setLogChunk(chunk));
    client.send(
        NodeMessage.newBuilder()
            .setLogChunk(LogChunk.newBuilder().setRequestId(number).setEnd(true)));
    client.send(NodeMessage.newBuilder().setLogChunk(chunk));
    assertThat(lines.lines).containsExactly("f@3:abc", "end");
  }

  @Test
  void aReadFailsWithTheNodesWordsOrWithItsSession() throws Exception {
    Client client = connect();
    Lines refused = new Lines();
    requests.read(new NodeId("n1"), ReadLogs.getDefaultInstance(), refused);
    client.send(
        NodeMessage.newBuilder()
            .setRequestFailed(
                RequestFailed.newBuilder()
                    .setRequestId(client.last().getReadLogs().getRequestId())
                    .setStatus(404)
                    .setMessage("unknown")));
    Lines cut = new Lines();
    requests.read(new NodeId("n1"), ReadLogs.getDefaultInstance(), cut);
    client.channel.closed();
    Lines noPath = new Lines();
    requests.read(new NodeId("n1"), ReadLogs.getDefaultInstance(), noPath);
    assertThat(refused.lines).containsExactly("404 unknown");
    assertThat(cut.lines).containsExactly("404 No path to node");
    assertThat(noPath.lines).containsExactly("404 No path to node");
  }

  @Test
  void aReaderThatGoesAwayEndsTheReadingOnTheNode() throws Exception {
    Client client = connect();
    Runnable cancel = requests.read(new NodeId("n1"), ReadLogs.getDefaultInstance(), new Lines());
    long number = client.last().getReadLogs().getRequestId();
    cancel.run();
    assertThat(client.last().getCancelRequest().getRequestId()).isEqualTo(number);
  }

  @Test
  void vaultTokensAreMadeForTheNodeOfTheSession() throws Exception {
    Client client = connect();
    derive(client, 7, "a1");
    VaultTokens made = client.last().getVaultTokens();
    assertThat(made.getRequestId()).isEqualTo(7);
    assertThat(made.getWrappedMap()).containsExactly(Map.entry("t", "n1 [t]"));
    assertThat(made.getError()).isEmpty();
    derive(client, 8, "a2");
    VaultTokens failed = client.last().getVaultTokens();
    assertThat(failed.getRequestId()).isEqualTo(8);
    assertThat(failed.getError()).isEqualTo("not yet");
    assertThat(failed.getRecoverable()).isTrue();
  }

  private static void derive(Client client, long number, String alloc) {
    client.send(
        NodeMessage.newBuilder()
            .setDeriveVaultToken(
                DeriveVaultToken.newBuilder()
                    .setRequestId(number)
                    .setAllocId(alloc)
                    .addTasks("t")));
  }

  private static void report(Client client, String alloc, String status) {
    client.send(
        NodeMessage.newBuilder()
            .setAllocationStates(
                AllocationStates.newBuilder()
                    .setBatch(1)
                    .addStates(
                        AllocationState.newBuilder()
                            .setAllocId(alloc)
                            .setClientStatus(status)
                            .setTaskStatesJson(ByteString.copyFromUtf8("{}")))));
  }
}
