package io.drover.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.drover.command.Refusal;
import io.drover.contract.model.Allocation;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.TransferEnd;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import io.drover.documents.DocumentStore;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands beside tasks: recorded transcripts, frame by frame. */
@QuarkusTest
class ExecTest {

  private final HttpClient client = HttpClient.newHttpClient();

  @Inject Backend backend;
  @Inject DocumentStore documents;

  @TestHTTPResource("/")
  URI server;

  private Allocation allocation;
  private final NodeEnd node = new NodeEnd();

  @BeforeEach
  void anAllocationOnANode() throws IOException {
    backend.reset();
    allocation = ClientFixture.put(backend, documents);
    backend.transfers =
        (id, request, toNode) -> {
          node.request.complete(request);
          toNode.subscribe(node);
          return node.out.onCancellation().invoke(() -> node.cancelled.complete(null));
        };
  }

  /** The node: draws what comes as long as it is told to. */
  private static final class NodeEnd implements Flow.Subscriber<TransferToNode> {
    final CompletableFuture<NodeRequest> request = new CompletableFuture<>();
    final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    final UnicastProcessor<TransferFromNode> out = UnicastProcessor.create();
    final BlockingQueue<TransferToNode> in = new LinkedBlockingQueue<>();
    final CompletableFuture<Flow.Subscription> source = new CompletableFuture<>();

    @Override
    public void onSubscribe(Flow.Subscription given) {
      source.complete(given);
    }

    @Override
    public void onNext(TransferToNode message) {
      in.add(message);
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onComplete() {}

    TransferToNode next() throws Exception {
      source.get(60, TimeUnit.SECONDS).request(1);
      TransferToNode message = in.poll(60, TimeUnit.SECONDS);
      assertThat(message).isNotNull();
      return message;
    }

    /** Sends what makes the servers send a recorded frame. */
    void send(JsonNode frame) throws IOException {
      TransferFromNode.Builder message = TransferFromNode.newBuilder();
      if (frame.path("exited").asBoolean()) {
        int code = frame.path("result").path("exit_code").asInt();
        message.setEnd(TransferEnd.newBuilder().setExited(true).setExitCode(code));
      } else if (frame.path("stdout").has("data")) {
        message.setStdout(ByteString.copyFrom(frame.path("stdout").get("data").binaryValue()));
      } else if (frame.path("stderr").has("data")) {
        message.setStderr(ByteString.copyFrom(frame.path("stderr").get("data").binaryValue()));
      } else if (frame.path("stdout").path("close").asBoolean()) {
        message.setStdoutClosed(true);
      } else {
        message.setStderrClosed(true);
      }
      out.onNext(message.build());
    }
  }

  /** The client: whole messages, and the close as {@code close <code> <reason>}. */
  private static final class Listener implements WebSocket.Listener {
    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        received.add(parts.toString());
        parts.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      received.add("close " + code + " " + reason);
      return null;
    }

    String next() throws InterruptedException {
      String message = received.poll(60, TimeUnit.SECONDS);
      assertThat(message).isNotNull();
      return message;
    }
  }

  private WebSocket connect(String path, Listener listener) throws Exception {
    String base = server.toString();
    URI uri = URI.create("ws" + base.substring("http".length(), base.length() - 1) + path);
    return client.newWebSocketBuilder().buildAsync(uri, listener).get(60, TimeUnit.SECONDS);
  }

  private WebSocket cat(Listener listener) throws Exception {
    return connect(
        "/v1/client/allocation/%s/exec?task=main&command=%%5B%%22cat%%22%%5D"
            .formatted(allocation.id().value()),
        listener);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "098-exec-main-cat-stdin",
        "099-exec-main-tty",
        "102-exec-ex-cat-stdin",
        "103-exec-ex-tty",
        "104-exec-missing-command",
        "106-exec-unknown-task",
        "107-exec-dead-task",
        "109-exec-no-task",
        "113-exec-handshake",
        "114-exec-handshake-bad",
        "115-exec-unknown-alloc",
        "116-exec-heartbeat",
        "130-exec-main-echo-stdin-closed",
        "131-exec-main-exit-0-stdin-closed",
        "132-exec-main-signal-stdin-closed"
      })
  void transcriptsComeOutAsRecorded(String name) throws Exception {
    GoldenCase golden = GoldenCase.read("client/" + name);
    Listener listener = new Listener();
    WebSocket socket = connect(ClientFixture.path(golden, allocation), listener);
    for (JsonNode frame : golden.response().get("body")) {
      JsonNode message = frame.path("message");
      if (frame.get("from").asText().equals("client")) {
        socket.sendText(message.toString(), true).get(60, TimeUnit.SECONDS);
        if (message.has("stdin") || message.has("tty_size")) {
          reaches(message);
        }
      } else if (frame.get("opcode").asText().equals("close")) {
        int code = frame.get("code").asInt();
        String reason = frame.get("reason").asText();
        if (code != 1000) {
          node.out.onError(new Refusal(code == 1011 ? 500 : 400, reason));
        }
        assertThat(listener.next()).isEqualTo("close " + code + " " + reason);
      } else {
        node.send(message);
        assertThat(GoldenCase.JSON.readTree(listener.next())).isEqualTo(message);
      }
    }
  }

  private void reaches(JsonNode message) throws Exception {
    TransferToNode sent = node.next();
    if (message.has("tty_size")) {
      assertThat(sent.getTerminalSize().getHeight())
          .isEqualTo(message.get("tty_size").get("height").asInt());
      assertThat(sent.getTerminalSize().getWidth())
          .isEqualTo(message.get("tty_size").get("width").asInt());
    } else if (message.get("stdin").has("data")) {
      assertThat(sent.getStdin().toByteArray())
          .isEqualTo(message.get("stdin").get("data").binaryValue());
    } else {
      assertThat(sent.getStdinClosed()).isTrue();
    }
  }

  @Test
  void theEndIsToldAtOnceWithTheStreamsClosedBeforeIt() throws Exception {
    Listener listener = new Listener();
    cat(listener);
    NodeRequest request = node.request.get(60, TimeUnit.SECONDS);
    assertThat(request.getExecInTask().getCommandList()).containsExactly("cat");
    assertThat(request.getExecInTask().getAllocId()).isEqualTo(allocation.id().value());
    node.send(GoldenCase.JSON.readTree("{\"exited\":true,\"result\":{\"exit_code\":3}}"));
    assertThat(listener.next()).isEqualTo("{\"stderr\":{\"close\":true}}");
    assertThat(listener.next()).isEqualTo("{\"stdout\":{\"close\":true}}");
    assertThat(listener.next()).isEqualTo("{\"exited\":true,\"result\":{\"exit_code\":3}}");
    assertThat(listener.next()).isEqualTo("close 1000 ");
  }

  @Test
  void aMessageOf64KiBArrivesWhole() throws Exception {
    Listener listener = new Listener();
    WebSocket socket = cat(listener);
    byte[] data = new byte[64 << 10];
    String base64 = Base64.getEncoder().encodeToString(data);
    socket.sendText("{\"stdin\":{\"data\":\"" + base64 + "\"}}", true).get(60, TimeUnit.SECONDS);
    assertThat(node.next().getStdin().size()).isEqualTo(data.length);
    node.out.onNext(TransferFromNode.newBuilder().setStdout(ByteString.copyFrom(data)).build());
    assertThat(listener.next()).contains(base64);
  }

  @Test
  void inputThatTheNodeDoesNotDrawWaitsWithTheClient() throws Exception {
    Listener listener = new Listener();
    WebSocket socket = cat(listener);
    node.source.get(60, TimeUnit.SECONDS);
    String frame =
        "{\"stdin\":{\"data\":\"" + Base64.getEncoder().encodeToString(new byte[60000]) + "\"}}";
    CompletableFuture<WebSocket> last = CompletableFuture.completedFuture(socket);
    for (int i = 0; i < 500; i++) {
      last = last.thenCompose(s -> s.sendText(frame, true));
    }
    // 40 MB do not fit into the buffers between.
    CompletableFuture<WebSocket> all = last;
    assertThatThrownBy(() -> all.get(2, TimeUnit.SECONDS)).isInstanceOf(Exception.class);
    assertThat(node.in).isEmpty();
    for (int i = 0; i < 500; i++) {
      assertThat(node.next().getStdin().size()).isEqualTo(60000);
    }
    all.get(60, TimeUnit.SECONDS);
  }

  @Test
  void whatIsNoMessageClosesTheSocket() throws Exception {
    Listener listener = new Listener();
    cat(listener).sendText("ls\n", true).get(60, TimeUnit.SECONDS);
    assertThat(listener.next()).isEqualTo("close 1008 a message is not valid JSON");
    node.cancelled.get(60, TimeUnit.SECONDS);
  }

  @Test
  void aClientThatGoesAwayEndsTheCommand() throws Exception {
    Listener listener = new Listener();
    WebSocket socket = cat(listener);
    node.request.get(60, TimeUnit.SECONDS);
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(60, TimeUnit.SECONDS);
    node.cancelled.get(60, TimeUnit.SECONDS);
  }

  @Test
  void aClientThatVanishesEndsTheCommand() throws Exception {
    WebSocket socket = cat(new Listener());
    node.request.get(60, TimeUnit.SECONDS);
    socket.abort();
    node.cancelled.get(60, TimeUnit.SECONDS);
  }

  @Test
  void aLongReasonIsCutAtACharactersEnd() {
    assertThat(ExecSession.shortened("ü".repeat(80))).isEqualTo("ü".repeat(61));
    assertThat(ExecSession.shortened("short")).isEqualTo("short");
  }
}
