package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.e2e.fixture.Agent;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code limits.http_max_conns_per_client} of the agent's file. */
final class ConnectionLimitIT {

  private static final int MAX = 8;

  @Test
  void oneMoreThanTheLimitIsRefusedUntilAnotherIsClosed() throws IOException {
    try (Agent server =
        Agent.server("connections")
            .with(f -> f.withObject("/limits").put("http_max_conns_per_client", MAX))
            .startReady()) {
      int port = server.ports().http();
      List<Socket> open = new ArrayList<>();
      try {
        // The fixture's own client may keep a connection or two of its own open.
        String answer = "HTTP/1.1 200";
        while (answer.startsWith("HTTP/1.1 200") && open.size() <= MAX) {
          open.add(new Socket("127.0.0.1", port));
          answer = ask(open.getLast());
        }
        assertThat(answer).startsWith("HTTP/1.1 429").contains("too many concurrent connections");
        assertThat(open.size()).isBetween(MAX - 2, MAX + 1);
        open.removeFirst().close();
        await()
            .atMost(Agent.PATIENCE)
            .until(
                () -> {
                  try (Socket again = new Socket("127.0.0.1", port)) {
                    return ask(again).startsWith("HTTP/1.1 200");
                  }
                });
      } finally {
        for (Socket socket : open) {
          socket.close();
        }
      }
    }
  }

  private static String ask(Socket socket) throws IOException {
    socket.setSoTimeout(30_000);
    socket
        .getOutputStream()
        .write("GET /v1/regions HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    byte[] answer = new byte[1024];
    InputStream in = socket.getInputStream();
    int length = in.read(answer);
    return new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII);
  }
}
