package io.drover.sidecar.task.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.drover.contract.json.Json;
import io.drover.contract.model.ServiceCheck;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One run of a check against real servers, and what its results are called. */
final class CheckProbesTest {

  private final HttpProbe http = new HttpProbe();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;
  private CheckAddress address;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(work -> Thread.ofVirtual().start(work));
    server.createContext("/ok", exchange -> answer(exchange, 200, "fine"));
    server.createContext("/moved", exchange -> answer(exchange, 304, ""));
    server.createContext("/bad", exchange -> answer(exchange, 500, "x".repeat(5000)));
    server.createContext(
        "/never",
        exchange -> {
          try {
            over.await();
          } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
    address = new CheckAddress("127.0.0.1", server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    http.close();
  }

  private void answer(com.sun.net.httpserver.HttpExchange exchange, int status, String body)
      throws IOException {
    seen.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Host")
            + " "
            + exchange.getRequestHeaders().get("X-Two")
            + " "
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private static ServiceCheck check(String more) throws IOException {
    return Json.MAPPER.readValue(
        "{\"Name\":\"c\",\"Type\":\"http\",\"Interval\":1000000000,\"Timeout\":30000000000"
            + more
            + "}",
        ServiceCheck.class);
  }

  private Outcome ask(String more) throws Exception {
    return http.run(address, check(more));
  }

  @Test
  void theStatusDecidesAndTheBodyOfAnotherThan200IsShownInPart() throws Exception {
    assertThat(ask(",\"Path\":\"/ok\"")).isEqualTo(new Outcome(true, 200, "nomad: http ok"));
    assertThat(ask(",\"Path\":\"/moved\"")).isEqualTo(new Outcome(true, 304, ""));
    assertThat(ask(",\"Path\":\"/bad\"")).isEqualTo(new Outcome(false, 500, "x".repeat(3072)));
  }

  @Test
  void theRequestIsAsTheCheckSays() throws Exception {
    ask(
        ",\"Path\":\"/ok?a=b\",\"Method\":\"POST\",\"Body\":\"hello\","
            + "\"Header\":{\"Host\":[\"example.org\"],\"X-Two\":[\"1\",\"2\"]}");
    assertThat(seen).containsExactly("POST /ok?a=b example.org [1, 2] hello");
  }

  @Test
  void whoDoesNotAnswerInTimeOrAtAllFails() throws Exception {
    Outcome late =
        http.run(address, check(",\"Path\":\"/never\"").withTimeout(Duration.ofMillis(300)));
    assertThat(late.success()).isFalse();
    assertThat(late.output())
        .isEqualTo("nomad: Get \"http://" + address + "/never\": context deadline exceeded");
    CheckAddress nobody = closedPort();
    assertThat(http.run(nobody, check(",\"Path\":\"/\"")).output())
        .isEqualTo(
            "nomad: Get \"http://%s/\": dial tcp %s: connect: connection refused"
                .formatted(nobody, nobody));
    assertThat(TcpProbe.run(nobody, Duration.ofSeconds(30)))
        .isEqualTo(Outcome.failure("dial tcp " + nobody + ": connect: connection refused"));
    assertThat(TcpProbe.run(address, Duration.ofSeconds(30)))
        .isEqualTo(new Outcome(true, 0, "nomad: tcp ok"));
  }

  private static CheckAddress closedPort() throws IOException {
    try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new CheckAddress("127.0.0.1", once.getLocalPort());
    }
  }

  @Test
  void aPathThatIsNoneIsAFailureOfTheCheck() throws Exception {
    assertThat(ask(",\"Path\":\"/a b\"").success()).isFalse();
  }

  @Test
  void idsAreThoseThatWereRecorded() throws Exception {
    JsonNode recorded;
    try (InputStream in = CheckProbesTest.class.getResourceAsStream("/checks/recorded.json")) {
      recorded = Json.MAPPER.readTree(in);
    }
    for (String where : List.of("Services", "TaskServices")) {
      for (JsonNode service : recorded.get(where)) {
        for (JsonNode check : service.get("Checks")) {
          String id =
              CheckId.of(
                  recorded.get("ID").asText(),
                  recorded.get("TaskGroup").asText(),
                  Json.MAPPER.treeToValue(check, ServiceCheck.class));
          JsonNode result = recorded.get("Checks").get(id);
          assertThat(result).as(service.get("Name") + " " + check.get("Name")).isNotNull();
          assertThat(result.get("Service")).isEqualTo(service.get("Name"));
          assertThat(result.get("Check")).isEqualTo(check.get("Name"));
        }
      }
    }
  }
}
