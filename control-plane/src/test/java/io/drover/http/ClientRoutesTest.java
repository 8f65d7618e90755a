package io.drover.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.drover.command.Refusal;
import io.drover.contract.model.Allocation;
import io.drover.contract.node.v1.FileData;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.TransferEnd;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.documents.DocumentStore;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that nodes answer, against recorded answers: the servers' part of them. */
@QuarkusTest
class ClientRoutesTest {

  private final HttpClient client = HttpClient.newHttpClient();

  @Inject Backend backend;
  @Inject DocumentStore documents;

  @TestHTTPResource("/")
  URI server;

  private Allocation allocation;
  private final List<NodeRequest> asked = new ArrayList<>();

  @BeforeEach
  void anAllocationOnANode() throws IOException {
    backend.reset();
    allocation = ClientFixture.put(backend, documents);
    node(json("{}"));
  }

  private void node(CompletableFuture<byte[]> answer) {
    backend.answers =
        (node, request) -> {
          assertThat(node.value()).isEqualTo(ClientFixture.NODE_ID);
          asked.add(request);
          return answer;
        };
  }

  private static CompletableFuture<byte[]> json(String text) {
    return CompletableFuture.completedFuture(text.getBytes(StandardCharsets.UTF_8));
  }

  private void transfers(Multi<TransferFromNode> messages) {
    backend.transfers =
        (node, request, toNode) -> {
          asked.add(request);
          return messages;
        };
  }

  private static TransferFromNode file(String path, int offset, byte[] data) {
    return TransferFromNode.newBuilder()
        .setFile(
            FileData.newBuilder()
                .setFile(path)
                .setOffset(offset)
                .setData(ByteString.copyFrom(data)))
        .build();
  }

  private static TransferFromNode end() {
    return TransferFromNode.newBuilder().setEnd(TransferEnd.getDefaultInstance()).build();
  }

  private URI uri(String path) {
    String base = server.toString();
    return URI.create(base.substring(0, base.length() - 1) + path);
  }

  private HttpResponse<byte[]> send(String method, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> check(String name) throws Exception {
    GoldenCase golden = GoldenCase.read(name);
    HttpResponse<byte[]> answer =
        send(golden.method(), ClientFixture.path(golden, allocation), golden.body());
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(name + ": " + text).isEqualTo(golden.status());
    JsonNode expected = golden.response().get("body");
    if (expected.isObject() && expected.has("base64")) {
      assertThat(Base64.getEncoder().encodeToString(answer.body()))
          .isEqualTo(expected.get("base64").asText());
    } else if (expected.isTextual()) {
      assertThat(text).isEqualTo(expected.asText());
    } else {
      assertThat(GoldenCase.JSON.readTree(text)).isEqualTo(expected);
    }
    JsonNode type = golden.response().get("headers").get("Content-Type");
    if (type != null) {
      assertThat(answer.headers().firstValue("Content-Type")).contains(type.asText());
    }
    return answer;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client/018-stat-no-path",
        "client/027-cat-no-path",
        "client/035-readat-no-offset",
        "client/037-readat-bad-offset",
        "client/038-readat-bad-limit",
        "client/040-readat-no-path",
        "client/042-ls-unknown-alloc",
        "client/043-ls-bad-alloc",
        "client/044-ls-no-alloc",
        "client/045-fs-unknown-op",
        "client/052-stream-bad-origin",
        "client/055-stream-no-path",
        "client/056-stream-bad-offset",
        "client/057-stream-bad-follow",
        "client/068-logs-no-task",
        "client/069-logs-no-type",
        "client/070-logs-bad-type",
        "client/072-logs-bad-origin",
        "client/074-logs-bad-follow",
        "client/075-logs-bad-offset",
        "client/081-alloc-stats-unknown",
        "client/084-client-stats-unknown-node",
        "client/085-client-stats-bad-node",
        "client/093-metadata-put",
        "client/094-metadata-bad-key",
        "client/095-metadata-empty",
        "client/110-exec-no-command",
        "client/111-exec-bad-command",
        "client/112-exec-bad-tty",
        "client/117-exec-not-websocket",
        "client/120-client-gc-unknown-node",
        "allocations/063-signal-empty-body",
        "allocations/064-signal-get",
        "allocations/065-signal-unknown-alloc",
        "allocations/066-signal-short-id",
        "allocations/073-restart-both",
        "allocations/076-restart-bad-body",
        "allocations/077-restart-unknown-alloc",
        "allocations/088-stop-get",
        "allocations/089-unknown-action",
        "allocations/090-unknown-action-client",
        "allocations/091-too-deep",
        "allocations/092-read-unknown",
        "allocations/093-read-bad-id",
        "allocations/098-gc-unknown"
      })
  void whatTheServersKnowIsAnsweredWithoutTheNode(String name) throws Exception {
    check(name);
    assertThat(asked).isEmpty();
  }

  /** The node answers as recorded; what is in between must not change it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "client/004-ls-root",
        "client/010-ls-secrets",
        "client/012-ls-missing",
        "client/013-ls-escape",
        "client/015-ls-file",
        "client/016-stat-file",
        "client/019-stat-missing",
        "client/078-alloc-stats",
        "client/079-alloc-stats-task",
        "client/080-alloc-stats-unknown-task",
        "client/086-client-checks",
        "client/087-alloc-checks",
        "client/089-metadata-read",
        "client/090-metadata-write",
        "client/092-metadata-unset",
        "client/118-client-gc",
        "client/119-client-gc-get",
        "client/126-gc-alloc",
        "allocations/057-signal-ok",
        "allocations/060-signal-unknown-task",
        "allocations/061-signal-dead-task",
        "allocations/067-restart-one-task",
        "allocations/074-restart-unknown-task",
        "allocations/075-restart-dead-task",
        "allocations/095-gc-running",
        "allocations/096-gc-terminal"
      })
  void whatTheNodeAnswersComesThrough(String name) throws Exception {
    GoldenCase golden = GoldenCase.read(name);
    JsonNode body = golden.response().get("body");
    boolean changes = name.contains("signal") || name.contains("restart");
    node(
        golden.status() == 200
            ? json(changes || body.isTextual() ? "" : body.toString())
            : CompletableFuture.failedFuture(new Refusal(golden.status(), body.asText())));
    check(name);
    assertThat(asked).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client/022-cat-text",
        "client/023-cat-html",
        "client/024-cat-json",
        "client/028-cat-link",
        "client/033-readat",
        "client/034-readat-no-limit",
        "client/036-readat-beyond",
        "client/046-cat-binary"
      })
  void filesComeAsTheyAreWithATypeThatNoBrowserRuns(String name) throws Exception {
    JsonNode body = GoldenCase.read(name).response().get("body");
    byte[] bytes =
        body.isObject()
            ? Base64.getDecoder().decode(body.get("base64").asText())
            : body.asText().getBytes(StandardCharsets.UTF_8);
    transfers(
        bytes.length == 0
            ? Multi.createFrom().item(end())
            : Multi.createFrom().items(file("a", bytes.length, bytes), end()));
    HttpResponse<byte[]> answer = check(name);
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(asked.getFirst().getReadFile().getFollow()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client/025-cat-dir",
        "client/026-cat-missing",
        "client/029-cat-secret",
        "client/032-cat-escape",
        "client/039-readat-negative",
        "client/041-readat-dir",
        "client/053-stream-dir",
        "client/058-stream-secret"
      })
  void whyAFileCannotBeReadIsTold(String name) throws Exception {
    GoldenCase golden = GoldenCase.read(name);
    int status = golden.status() == 200 ? 400 : golden.status();
    transfers(
        Multi.createFrom().failure(new Refusal(status, golden.response().get("body").asText())));
    check(name);
  }

  @Test
  void aMissingFileIsABadRequestForAStream() throws Exception {
    GoldenCase golden = GoldenCase.read("client/054-stream-missing");
    transfers(Multi.createFrom().failure(new Refusal(404, golden.response().get("body").asText())));
    check("client/054-stream-missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client/047-stream-file-nofollow",
        "client/049-stream-origin-end",
        "client/050-stream-offset",
        "client/051-stream-offset-beyond"
      })
  void filesAreStreamedInFrames(String name) throws Exception {
    JsonNode body = GoldenCase.read(name).response().get("body");
    List<TransferFromNode> messages = new ArrayList<>();
    if (!body.asText().isEmpty()) {
      JsonNode frame = GoldenCase.JSON.readTree(body.asText());
      messages.add(
          file(
              frame.get("File").asText(),
              frame.get("Offset").asInt(),
              frame.get("Data").binaryValue()));
    }
    messages.add(end());
    transfers(Multi.createFrom().iterable(messages));
    check(name);
  }

  @Test
  void whoFollowsAFileIsShownSignsOfLife() throws Exception {
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    byte[] line = "hi\n".getBytes(StandardCharsets.US_ASCII);
    transfers(
        Multi.createBy()
            .concatenating()
            .streams(
                Multi.createFrom().item(file("a", 3, line)),
                Multi.createFrom().<TransferFromNode>nothing())
            .onCancellation()
            .invoke(() -> cancelled.complete(null)));
    HttpResponse<InputStream> answer =
        client.send(
            HttpRequest.newBuilder(
                    uri("/v1/client/fs/stream/" + allocation.id().value() + "?path=a"))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    String expected = "{\"Data\":\"aGkK\",\"File\":\"a\",\"Offset\":3}{}{}";
    try (InputStream body = answer.body()) {
      assertThat(new String(body.readNBytes(expected.length()), StandardCharsets.US_ASCII))
          .isEqualTo(expected);
    }
    cancelled.get(60, TimeUnit.SECONDS);
    assertThat(asked.getFirst().getReadFile().getFollow()).isTrue();
  }

  @Test
  void requestsReachTheNodeAsMeant() throws Exception {
    String id = allocation.id().value();
    send(
        "PUT", "/v1/client/allocation/" + id + "/signal", "{\"signal\":\"SIGHUP\",\"Task\":\"t\"}");
    assertThat(asked.getLast().getSignalTasks().getSignal()).isEqualTo("SIGHUP");
    assertThat(asked.getLast().getSignalTasks().getTask()).isEqualTo("t");
    send("PUT", "/v1/client/allocation/" + id + "/restart", "{\"AllTasks\":true}");
    assertThat(asked.getLast().getRestartTasks().getAllTasks()).isTrue();
    assertThat(asked.getLast().getRestartTasks().getAllocId()).isEqualTo(id);
    send("GET", "/v1/client/allocation/" + id + "/stats?task=main", "");
    assertThat(asked.getLast().getAllocationStatistics().getTask()).isEqualTo("main");
    send("POST", "/v1/client/metadata", "{\"Meta\":{\"a\":\"1\",\"b.c\":null}}");
    assertThat(asked.getLast().getChangeMetadata().getMetaJson().toStringUtf8())
        .isEqualTo("{\"a\":\"1\",\"b.c\":null}");
    send("GET", "/v1/client/fs/ls/" + id, "");
    assertThat(asked.getLast().getListFiles().getPath()).isEqualTo("/");
  }

  @Test
  void withoutANodeIdTheOnlyNodeIsMeantIfThereIsOne() throws Exception {
    assertThat(send("GET", "/v1/client/stats", "").statusCode()).isEqualTo(200);
    backend.reset();
    HttpResponse<byte[]> none = send("GET", "/v1/client/stats", "");
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(new String(none.body(), StandardCharsets.UTF_8))
        .isEqualTo("No local Node and node_id not provided");
  }

  @Test
  void anAllocationHasNoServicesYetAndAnUnknownOneNoAnswer() throws Exception {
    String own = "/v1/allocation/" + allocation.id().value() + "/services";
    assertThat(send("GET", own, "").body()).asString().isEqualTo("[]");
    String other = "/v1/allocation/00000000-0000-0000-0000-000000000000/services";
    assertThat(send("GET", other, "").statusCode()).isEqualTo(404);
  }

  @Test
  void aNodeThatCannotBeReachedIsTold() throws Exception {
    node(CompletableFuture.failedFuture(new Refusal(404, "No path to node")));
    HttpResponse<byte[]> answer = send("GET", "/v1/client/stats", "");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).asString().isEqualTo("No path to node");
  }
}
