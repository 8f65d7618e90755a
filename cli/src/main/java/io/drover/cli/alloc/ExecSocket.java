package io.drover.cli.alloc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.drover.cli.Api;
import io.drover.cli.Tls;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The websocket of a command that runs beside a task. Sending waits until the connection has taken
 * the message, so that a command that does not read holds back who types. Any thread may send.
 */
final class ExecSocket implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client;
  private final WebSocket socket;
  private final CompletableFuture<Integer> exit;
  private final ReentrantLock sending = new ReentrantLock();

  private ExecSocket(HttpClient client, WebSocket socket, CompletableFuture<Integer> exit) {
    this.client = client;
    this.socket = socket;
    this.exit = exit;
  }

  /** Connects; what the command writes goes to the streams as it comes. */
  static ExecSocket open(
      Api api, String path, Map<String, String> query, PrintStream out, PrintStream err)
      throws IOException {
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    HttpClient client = client(api.target().tls());
    WebSocket.Builder builder = client.newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT);
    if (!api.target().token().isEmpty()) {
      builder.header("X-Nomad-Token", api.target().token());
    }
    URI uri = URI.create(api.uri(path, query).toString().replaceFirst("^http", "ws"));
    try {
      WebSocket socket = builder.buildAsync(uri, new Listener(out, err, exit)).join();
      return new ExecSocket(client, socket, exit);
    } catch (CompletionException e) {
      client.shutdownNow();
      throw refused(e.getCause());
    }
  }

  private static IOException refused(@Nullable Throwable cause) {
    return cause instanceof WebSocketHandshakeException handshake
        ? new IOException(
            "Unexpected response code: %d".formatted(handshake.getResponse().statusCode()), cause)
        : new IOException(cause == null ? "no connection" : String.valueOf(cause), cause);
  }

  private static HttpClient client(@Nullable Tls tls) {
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    if (tls != null) {
      if (!tls.verifiesHost()) {
        System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
      }
      builder.sslContext(tls.context());
    }
    return builder.build();
  }

  /** The command's exit code; fails with an IOException that has the server's reason. */
  CompletableFuture<Integer> exit() {
    return exit;
  }

  void stdin(byte[] data) {
    send("{\"stdin\":{\"data\":\"" + Base64.getEncoder().encodeToString(data) + "\"}}");
  }

  void closeStdin() {
    send("{\"stdin\":{\"close\":true}}");
  }

  void size(Terminal.Size size) {
    send("{\"tty_size\":{\"height\":%d,\"width\":%d}}".formatted(size.height(), size.width()));
  }

  void heartbeat() {
    send("{}");
  }

  private void send(String message) {
    sending.lock();
    try {
      if (!socket.isOutputClosed()) {
        socket.sendText(message, true).join();
      }
    } catch (CompletionException e) {
      exit.completeExceptionally(new IOException("The connection was lost", e.getCause()));
    } finally {
      sending.unlock();
    }
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
  }

  private static final class Listener implements WebSocket.Listener {
    private final PrintStream out;
    private final PrintStream err;
    private final CompletableFuture<Integer> exit;
    private final StringBuilder parts = new StringBuilder();

    Listener(PrintStream out, PrintStream err, CompletableFuture<Integer> exit) {
      this.out = out;
      this.err = err;
      this.exit = exit;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        String message = parts.toString();
        parts.setLength(0);
        try {
          take(Json.MAPPER.readTree(message));
        } catch (IOException e) {
          exit.completeExceptionally(unreadable(e));
        }
      }
      socket.request(1);
      return null;
    }

    private static IOException unreadable(IOException cause) {
      return cause instanceof JsonProcessingException
          ? new IOException("The server sent what cannot be read", cause)
          : cause;
    }

    private void take(JsonNode message) throws IOException {
      show(message.path("stdout"), out);
      show(message.path("stderr"), err);
      if (message.path("exited").asBoolean()) {
        exit.complete(message.path("result").path("exit_code").asInt());
      }
    }

    private static void show(JsonNode stream, PrintStream to) throws IOException {
      byte[] data = stream.path("data").binaryValue();
      if (data != null) {
        to.write(data, 0, data.length);
        to.flush();
      }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      exit.completeExceptionally(
          new IOException(reason.isEmpty() ? "the server closed the connection" : reason));
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      exit.completeExceptionally(new IOException("The connection was lost", error));
    }
  }
}
