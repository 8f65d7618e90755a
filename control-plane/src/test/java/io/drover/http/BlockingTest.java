package io.drover.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.contract.ids.Digest;
import io.drover.contract.model.JobStatus;
import io.drover.contract.model.JobType;
import io.drover.contract.model.JobVersion;
import io.drover.documents.DocumentStore;
import io.drover.event.JobRegistered;
import io.drover.state.WatchRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BlockingTest {

  private static final int WAITERS = 5000;

  @Inject Backend backend;
  @Inject WatchRegistry registry;
  @Inject DocumentStore documents;
  @Inject Vertx vertx;

  @TestHTTPResource("/")
  URI server;

  private HttpClient client;

  private record Answer(int status, String index, String body) {}

  @BeforeEach
  void start() {
    backend.reset();
    // HTTP/1.1 with one request a connection, as independent clients are.
    client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(WAITERS + 100));
  }

  @AfterEach
  void stop() {
    client.close();
    await().atMost(Duration.ofSeconds(20)).until(() -> registry.waiting() == 0);
  }

  private CompletableFuture<Answer> get(String path) {
    return client
        .request(HttpMethod.GET, server.getPort(), "127.0.0.1", path)
        // The body is asked for when the head comes: a moment later it may have passed by.
        .compose(request -> request.send().compose(BlockingTest::whole))
        .toCompletionStage()
        .toCompletableFuture();
  }

  private static Future<Answer> whole(HttpClientResponse response) {
    return response
        .body()
        .map(
            body ->
                new Answer(
                    response.statusCode(), response.getHeader("X-Nomad-Index"), body.toString()));
  }

  private Answer now(CompletableFuture<Answer> answer) throws Exception {
    return answer.get(60, TimeUnit.SECONDS);
  }

  private void waiting(int count) {
    await().atMost(Duration.ofSeconds(60)).until(() -> registry.waiting() == count);
  }

  private long register(String id) throws Exception {
    byte[] document =
        ("{\"ID\":\"" + id + "\",\"Namespace\":\"default\",\"Type\":\"service\"}")
            .getBytes(StandardCharsets.UTF_8);
    Digest digest = Digest.of(document);
    documents.put(digest, document).toCompletableFuture().get();
    JobVersion version =
        new JobVersion(
            "default",
            id,
            0,
            digest,
            false,
            false,
            JobStatus.PENDING,
            "",
            1,
            0,
            0,
            0,
            id,
            "",
            JobType.SERVICE,
            50,
            List.of("*"),
            "default",
            false,
            false,
            "");
    return backend.write(new JobRegistered(version, List.of("g")));
  }

  @Test
  void aWaitEndsUnchangedWhenItsTimeIsOver() throws Exception {
    register("a");
    Answer answer = now(get("/v1/jobs?index=1&wait=100ms"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.index()).isEqualTo("1");
    assertThat(now(get("/v1/jobs?index=99999&wait=100ms")).index()).isEqualTo("1");
  }

  @Test
  void anOldIndexIsAnsweredAtOnce() throws Exception {
    register("a");
    register("b");
    assertThat(now(get("/v1/jobs?index=1&wait=60s")).index()).isEqualTo("2");
    assertThat(now(get("/v1/jobs?index=0&wait=60s")).index()).isEqualTo("2");
  }

  @Test
  void aChangeOfTheObjectEndsTheWaitAndOneOfAnotherDoesNot() throws Exception {
    register("a");
    CompletableFuture<Answer> waiting = get("/v1/job/a?index=1&wait=60s");
    waiting(1);
    register("b");
    assertThat(registry.waiting()).isEqualTo(1);
    register("a");
    assertThat(now(waiting).index()).isEqualTo("3");
    assertThat(now(waiting).body()).contains("\"ID\":\"a\"");
  }

  @Test
  void aMissingObjectIsWaitedForAndThenFoundOrNot() throws Exception {
    register("a");
    CompletableFuture<Answer> found = get("/v1/job/new?index=1&wait=60s");
    CompletableFuture<Answer> missing = get("/v1/job/never?index=1&wait=2s");
    waiting(2);
    register("new");
    assertThat(now(found).status()).isEqualTo(200);
    assertThat(now(missing)).isEqualTo(new Answer(404, "2", "job not found"));
  }

  @Test
  void aListWithAPrefixIsWokenByAJobThatBeginsSo() throws Exception {
    register("a");
    CompletableFuture<Answer> waiting = get("/v1/jobs?prefix=web&index=1&wait=60s");
    waiting(1);
    register("b");
    register("web-1");
    assertThat(now(waiting).index()).isEqualTo("3");
    assertThat(now(waiting).body()).contains("web-1");
  }

  @Test
  void aClientThatLeavesGivesItsPlaceBack() throws Exception {
    register("a");
    try (Socket socket = new Socket("127.0.0.1", server.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /v1/jobs?index=1&wait=300s HTTP/1.1\r\nHost: x\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      waiting(1);
    }
    waiting(0);
  }

  @Test
  void fiveThousandWaitersAreEachAnsweredOnceByOneWrite() throws Exception {
    register("a");
    Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
    CompletableFuture<?>[] all = new CompletableFuture<?>[WAITERS];
    for (int i = 0; i < WAITERS; i++) {
      AtomicInteger answered = new AtomicInteger();
      answers.put(i, answered);
      all[i] =
          get(i % 2 == 0 ? "/v1/job/a?index=1&wait=300s" : "/v1/jobs?index=1&wait=300s")
              .thenAccept(
                  answer -> {
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.index()).isEqualTo("2");
                    answered.incrementAndGet();
                  });
    }
    waiting(WAITERS);
    register("a");
    CompletableFuture.allOf(all).get(60, TimeUnit.SECONDS);
    assertThat(answers.values()).allMatch(count -> count.get() == 1);
    assertThat(registry.waiting()).isZero();
  }
}
