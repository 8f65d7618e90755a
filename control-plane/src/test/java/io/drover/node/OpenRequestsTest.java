package io.drover.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drover.command.Refusal;
import io.drover.contract.ids.NodeId;
import io.drover.contract.node.v1.FileData;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.ReadFile;
import io.drover.contract.node.v1.ServerMessage;
import io.drover.contract.node.v1.StatFile;
import io.drover.contract.node.v1.TransferEnd;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests to a node over a real connection. */
class OpenRequestsTest {

  private static final NodeId NODE = new NodeId("n1");
  private static final NodeRequest STAT =
      NodeRequest.newBuilder().setStatFile(StatFile.newBuilder().setPath("a")).build();
  private static final NodeRequest READ =
      NodeRequest.newBuilder().setReadFile(ReadFile.newBuilder().setPath("a")).build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final DirectCommands commands = new DirectCommands();
  private final NodeSessions sessions = new NodeSessions();
  private OpenRequests requests = requests(256, 512, PATIENCE);
  private Server server;
  private FakeNode node;

  private OpenRequests requests(int perNode, int transfers, Duration patience) {
    return new OpenRequests(
        sessions, new OpenRequests.Limits(perNode, transfers, patience, patience));
  }

  @BeforeEach
  void connect() throws Exception {
    start(requests);
  }

  private void start(OpenRequests open) throws Exception {
    stop();
    requests = open;
    NodeGateway gateway =
        new NodeGateway(
            "global",
            "s1",
            commands,
            commands.store,
            new NoDocuments(),
            sessions,
            new Heartbeats(
                new Heartbeats.Times(
                    Duration.ofSeconds(10), Duration.ofSeconds(10), 50, Duration.ofSeconds(300)),
                commands,
                () -> 0,
                () -> 1),
            open,
            TokenMaker.OFF,
            n -> n.withComputedClass("v1:1"),
            Runnable::run);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new NodeService(gateway, open, () -> ""))
            .build()
            .start();
    node =
        new FakeNode(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()),
            HeartbeatsTest.node("n1"));
    node.welcomed.get(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    if (node != null) {
      node.close();
      server.shutdownNow().awaitTermination();
    }
  }

  private CompletableFuture<String> ask() {
    return requests.ask(NODE, STAT).toCompletableFuture().thenApply(String::new);
  }

  private AssertSubscriber<TransferFromNode> transfer(Multi<TransferToNode> input, long demand) {
    AssertSubscriber<TransferFromNode> reader = AssertSubscriber.create(demand);
    requests.transfer(NODE, READ, input).subscribe(reader);
    return reader;
  }

  private static TransferFromNode.Builder data(int bytes) {
    return TransferFromNode.newBuilder()
        .setFile(FileData.newBuilder().setFile("a").setData(ByteString.copyFrom(new byte[bytes])));
  }

  private static void refused(CompletableFuture<String> asked, int status, String text) {
    assertThatThrownBy(() -> asked.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.status()).isEqualTo(status);
              assertThat(refusal).hasMessageContaining(text);
            });
  }

  @Test
  void aDocumentComesAsTheNodeWroteIt() throws Exception {
    CompletableFuture<String> asked = ask();
    NodeRequest request = node.asked();
    assertThat(request.getStatFile().getPath()).isEqualTo("a");
    node.answer(request, "{\"Name\":\"a\"}");
    assertThat(asked.get(60, TimeUnit.SECONDS)).isEqualTo("{\"Name\":\"a\"}");
    assertThat(requests.size()).isZero();
  }

  @Test
  void aRefusalOfTheNodeKeepsItsStatusAndWords() throws Exception {
    CompletableFuture<String> asked = ask();
    node.fail(node.asked(), 404, "no such file or directory");
    refused(asked, 404, "no such file or directory");
  }

  @Test
  void aNodeThatIsSilentIsGivenUpAndTold() throws Exception {
    start(requests(256, 512, Duration.ofMillis(100)));
    CompletableFuture<String> asked = ask();
    long number = node.asked().getRequestId();
    refused(asked, 504, "did not answer");
    assertThat(node.next(ServerMessage.BodyCase.CANCEL_REQUEST).getCancelRequest().getRequestId())
        .isEqualTo(number);
    AssertSubscriber<TransferFromNode> reader = transfer(Multi.createFrom().nothing(), 1);
    reader.awaitFailure(Duration.ofSeconds(60)).assertFailedWith(Refusal.class, "did not answer");
    assertThat(requests.size()).isZero();
  }

  @Test
  void aLostSessionFailsWhatIsOpen() throws Exception {
    CompletableFuture<String> asked = ask();
    AssertSubscriber<TransferFromNode> reader = transfer(Multi.createFrom().nothing(), 1);
    node.asked();
    node.asked();
    node.close();
    refused(asked, 404, "No path to node");
    reader.awaitFailure(Duration.ofSeconds(60)).assertFailedWith(Refusal.class, "No path to node");
    await().atMost(60, TimeUnit.SECONDS).until(() -> sessions.size() == 0);
    refused(ask(), 404, "No path to node");
    assertThat(requests.size()).isZero();
  }

  @Test
  void moreThanTheBoundAreRefusedAtOnce() throws Exception {
    start(requests(2, 1, PATIENCE));
    transfer(Multi.createFrom().nothing(), 1);
    NodeRequest first = node.asked();
    transfer(Multi.createFrom().nothing(), 1)
        .awaitFailure(Duration.ofSeconds(60))
        .assertFailedWith(Refusal.class, "Too many transfers");
    ask();
    refused(ask(), 429, "Too many requests to node n1 are open (2)");
    node.fail(first, 500, "over");
    await().atMost(60, TimeUnit.SECONDS).until(() -> requests.size() == 1);
    CompletableFuture<String> again = ask();
    node.asked();
    node.answer(node.asked(), "1");
    assertThat(again.get(60, TimeUnit.SECONDS)).isEqualTo("1");
  }

  @Test
  void aTransferBringsItsPartsAndItsEnd() throws Exception {
    AssertSubscriber<TransferFromNode> reader = transfer(Multi.createFrom().nothing(), 10);
    NodeRequest request = node.asked();
    assertThat(request.getTransferKey().size()).isEqualTo(16);
    FakeNode.Transfer transfer = node.open(request);
    transfer.send(data(3));
    transfer.end(TransferEnd.newBuilder().setExited(true).setExitCode(7));
    reader.awaitCompletion(PATIENCE);
    assertThat(reader.getItems()).hasSize(2);
    assertThat(reader.getItems().getLast().getEnd().getExitCode()).isEqualTo(7);
    transfer.over.get(60, TimeUnit.SECONDS);
    assertThat(requests.size()).isZero();
  }

  @Test
  void aBadEndIsAFailureWithTheNodesWords() throws Exception {
    AssertSubscriber<TransferFromNode> reader = transfer(Multi.createFrom().nothing(), 10);
    node.open(node.asked()).end(TransferEnd.newBuilder().setStatus(400).setMessage("a directory"));
    reader.awaitFailure(PATIENCE).assertFailedWith(Refusal.class, "a directory");
  }

  @Test
  void whoDoesNotKnowTheKeyGetsNoTransfer() throws Exception {
    AssertSubscriber<TransferFromNode> reader = transfer(Multi.createFrom().nothing(), 10);
    NodeRequest request = node.asked();
    FakeNode.Transfer thief = node.open(request.getRequestId(), ByteString.copyFrom(new byte[16]));
    thief.take(1);
    assertThatThrownBy(() -> thief.over.get(60, TimeUnit.SECONDS))
        .hasMessageContaining("NOT_FOUND");
    node.open(request).end(TransferEnd.newBuilder());
    reader.awaitCompletion(PATIENCE);
    FakeNode.Transfer late = node.open(request);
    late.take(1);
    assertThatThrownBy(() -> late.over.get(60, TimeUnit.SECONDS)).hasMessageContaining("NOT_FOUND");
  }

  @Test
  void aReaderThatDoesNotReadHoldsTheNodeBack() throws Exception {
    AssertSubscriber<TransferFromNode> reader = transfer(Multi.createFrom().nothing(), 1);
    FakeNode.Transfer transfer = node.open(node.asked());
    AtomicInteger sent = new AtomicInteger();
    // A connection takes what its windows hold and no more: far from the 256 MiB on offer.
    for (int i = 0; i < 4096; i++) {
      if (!transfer.ready()) {
        int before = sent.get();
        await()
            .pollDelay(Duration.ZERO)
            .atMost(Duration.ofSeconds(2))
            .failFast(() -> false)
            .pollInterval(Duration.ofMillis(50))
            .until(() -> transfer.ready() || before == sent.get());
        if (!transfer.ready()) {
          break;
        }
      }
      transfer.send(data(64 << 10));
      sent.incrementAndGet();
    }
    reader.awaitItems(1, PATIENCE);
    assertThat(reader.getItems()).hasSize(1);
    assertThat(sent.get()).isLessThan(1024);
    // Others are not held back by it.
    CompletableFuture<String> asked = ask();
    node.answer(node.asked(), "{}");
    assertThat(asked.get(60, TimeUnit.SECONDS)).isEqualTo("{}");
    transfer.end(TransferEnd.newBuilder());
    reader.request(sent.get() + 1);
    reader.awaitCompletion(PATIENCE);
    assertThat(reader.getItems()).hasSize(sent.get() + 1);
  }

  @Test
  void aNodeThatDoesNotReadHoldsTheWriterBack() throws Exception {
    AtomicInteger drawn = new AtomicInteger();
    Multi<TransferToNode> endless =
        Multi.createBy()
            .repeating()
            .supplier(
                () -> {
                  drawn.incrementAndGet();
                  return TransferToNode.newBuilder()
                      .setStdin(ByteString.copyFrom(new byte[64 << 10]))
                      .build();
                })
            .indefinitely();
    AssertSubscriber<TransferFromNode> reader = transfer(endless, 10);
    NodeRequest request = node.asked();
    FakeNode.Transfer transfer = node.open(request);
    await().atMost(60, TimeUnit.SECONDS).until(() -> drawn.get() > 0);
    await()
        .during(Duration.ofMillis(500))
        .atMost(60, TimeUnit.SECONDS)
        .until(drawn::get, n -> n < 1024);
    transfer.take(1000);
    await().atMost(60, TimeUnit.SECONDS).until(() -> transfer.received.size() == 1000);
    reader.cancel();
    // The stream's end waits behind what was not read; the session tells at once.
    assertThat(node.next(ServerMessage.BodyCase.CANCEL_REQUEST).getCancelRequest().getRequestId())
        .isEqualTo(request.getRequestId());
    transfer.take(Integer.MAX_VALUE);
    assertThatThrownBy(() -> transfer.over.get(60, TimeUnit.SECONDS))
        .hasMessageContaining("CANCELLED");
    assertThat(requests.size()).isZero();
  }

  @Test
  void aNodeThatBreaksOffFailsTheReader() throws Exception {
    AssertSubscriber<TransferFromNode> reader = transfer(Multi.createFrom().nothing(), 10);
    FakeNode.Transfer transfer = node.open(node.asked());
    transfer.send(data(1));
    reader.awaitItems(1, PATIENCE);
    node.close();
    reader.awaitFailure(PATIENCE).assertFailedWith(Refusal.class, "No path to node");
  }

  @Test
  void cancellingBeforeTheNodeBeginsIsToldToIt() throws Exception {
    AssertSubscriber<TransferFromNode> reader = transfer(Multi.createFrom().nothing(), 1);
    NodeRequest request = node.asked();
    reader.cancel();
    assertThat(node.next(ServerMessage.BodyCase.CANCEL_REQUEST).getCancelRequest().getRequestId())
        .isEqualTo(request.getRequestId());
  }
}
