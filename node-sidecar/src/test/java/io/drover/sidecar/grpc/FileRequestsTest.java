package io.drover.sidecar.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.contract.node.v1.FileData;
import io.drover.contract.node.v1.ListFiles;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.ReadFile;
import io.drover.contract.node.v1.StatFile;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.sidecar.boot.Asked;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Files of an allocation over a real connection: as recorded of Nomad, and as they change. */
final class FileRequestsTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path directory;
  private Path root;
  private RequestLoop loop;

  @BeforeEach
  void start() throws Exception {
    root = directory.resolve("a");
    loop =
        new RequestLoop(
            new FakeTasks(
                    root,
                    () -> {
                      throw new AssertionError("nothing is run here");
                    })
                .sources());
    tree();
  }

  @AfterEach
  void stop() throws Exception {
    loop.close();
  }

  private void tree() throws Exception {
    for (String made :
        List.of("alloc/data", "alloc/logs", "alloc/tmp", "dead", "ex", "main/local/sub")) {
      Files.createDirectories(root.resolve(made));
    }
    for (String made : List.of("main/private", "main/secrets", "main/tmp")) {
      Files.createDirectories(root.resolve(made));
    }
    for (String open :
        List.of(
            "alloc",
            "alloc/data",
            "alloc/logs",
            "alloc/tmp",
            "dead",
            "ex",
            "main",
            "main/local",
            "main/private",
            "main/secrets")) {
      Files.setAttribute(root.resolve(open), "unix:mode", 0777);
    }
    Files.setAttribute(root.resolve("main/tmp"), "unix:mode", 01777);
    file("main/executor.out", "x".repeat(141));
    file("main/local/bin.dat", "");
    Files.write(root.resolve("main/local/bin.dat"), new byte[] {0, 1, (byte) 255});
    file("main/local/t.txt", "rendered\n");
    Files.setAttribute(root.resolve("main/local/t.txt"), "unix:mode", 0640);
    file("main/local/x.html", "<html>x</html>\n");
    file("main/local/x.json", "{}\n");
    file("main/local/sub/a.txt", "hello\nworld\n");
    Files.createSymbolicLink(root.resolve("main/local/link"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(root.resolve("main/local/up"), Path.of("../../.."));
    for (String stem : List.of("dead", "main")) {
      fifo("alloc/logs/." + stem + ".stderr.fifo");
      fifo("alloc/logs/." + stem + ".stdout.fifo");
    }
    file("alloc/logs/dead.stderr.0", "");
    file("alloc/logs/dead.stdout.0", "bye\n");
    file("alloc/logs/main.stderr.0", "err1\n");
    file("alloc/logs/main.stdout.0", "o".repeat(41));
    file("main/private/.nomad-mount", "");
    file("main/secrets/.nomad-mount", "");
    file("main/secrets/nomad_token", "t".repeat(410));
    file("main/secrets/t.env", "A=bcd\n");
    socket("main/secrets/api.sock");
  }

  private Path file(String name, String content) throws IOException {
    Path file = Files.writeString(root.resolve(name), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  private void fifo(String name) throws Exception {
    Process made = new ProcessBuilder("mkfifo", "-m", "600", root.resolve(name).toString()).start();
    assertThat(made.waitFor()).isZero();
  }

  private void socket(String name) throws IOException {
    // Bound by a short path, which the name of a socket has to be.
    Path brief = Files.createTempDirectory("s").resolve("s");
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(brief));
    }
    Files.setAttribute(brief, "unix:mode", 0666);
    Files.move(brief, root.resolve(name));
  }

  @TestFactory
  List<DynamicTest> answersAreAsRecorded() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (InputStream cases = getClass().getResourceAsStream("/requests/files.json")) {
      for (JsonNode one : MAPPER.readTree(cases)) {
        tests.add(DynamicTest.dynamicTest(one.get("name").asText(), () -> replay(one)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(35);
    return tests;
  }

  private void replay(JsonNode recorded) throws IOException {
    String path = recorded.at("/query/path").asText("");
    switch (recorded.get("op").asText()) {
      case "ls" ->
          document(
              recorded,
              loop.server.ask(
                  NodeRequest.newBuilder()
                      .setListFiles(ListFiles.newBuilder().setAllocId("a").setPath(path))));
      case "stat" ->
          document(
              recorded,
              loop.server.ask(
                  NodeRequest.newBuilder()
                      .setStatFile(StatFile.newBuilder().setAllocId("a").setPath(path))));
      default -> content(recorded, read(recorded.get("query"), path));
    }
  }

  private Asked read(JsonNode query, String path) {
    return loop.server.ask(
        NodeRequest.newBuilder()
            .setReadFile(
                ReadFile.newBuilder()
                    .setAllocId("a")
                    .setPath(path)
                    .setOffset(query.path("offset").asLong())
                    .setLimit(query.path("limit").asLong())
                    .setOriginEnd(query.path("origin").asText().equals("end"))));
  }

  private void document(JsonNode recorded, Asked asked) throws IOException {
    if (recorded.get("status").asInt() == 200) {
      JsonNode answer = MAPPER.readTree(asked.json());
      for (JsonNode entry : answer.isArray() ? answer : List.of(answer)) {
        ((ObjectNode) entry).remove("ModTime");
        if (entry.get("IsDir").asBoolean()) {
          ((ObjectNode) entry).remove("Size");
        }
      }
      assertThat(answer).isEqualTo(recorded.get("body"));
    } else {
      assertThat(asked.failure().getMessage()).isEqualTo(text(recorded));
      assertThat(asked.failure().getStatus()).isEqualTo(recorded.get("status").asInt());
    }
  }

  private String text(JsonNode recorded) {
    return recorded.get("body").asText().replace("ALLOC", root.toString());
  }

  private void content(JsonNode recorded, Asked asked) throws IOException {
    boolean stream = recorded.get("op").asText().equals("stream");
    String text = text(recorded);
    if (stream && recorded.get("status").asInt() == 200) {
      assertThat(asked.end().getStatus()).isZero();
      JsonNode frame = text.isEmpty() ? null : MAPPER.readTree(text);
      assertThat(asked.messages()).hasSize(frame == null ? 0 : 1);
      if (frame != null) {
        FileData sent = asked.messages().getFirst().getFile();
        assertThat(sent.getFile()).isEqualTo(frame.get("File").asText());
        assertThat(sent.getOffset()).isEqualTo(frame.get("Offset").asLong());
        assertThat(sent.getData().toByteArray()).isEqualTo(frame.get("Data").binaryValue());
      }
    } else if (stream) {
      assertThat(asked.failure().getMessage()).isEqualTo(text);
      assertThat(asked.failure().getStatus()).isEqualTo(recorded.get("status").asInt());
    } else if (recorded.get("body").isObject()) {
      asked.end();
      assertThat(asked.messages().getFirst().getFile().getData().toByteArray())
          .isEqualTo(Base64.getDecoder().decode(recorded.at("/body/base64").asText()));
    } else if (recorded
        .get("name")
        .asText()
        .matches("cat-(text|html|json)|readat(-no-limit|-beyond)?")) {
      asked.end();
      assertThat(asked.data()).isEqualTo(text);
    } else {
      assertThat(asked.failure().getMessage()).isEqualTo(text);
    }
  }

  private Asked follow(String path) {
    return loop.server.ask(
        NodeRequest.newBuilder()
            .setReadFile(ReadFile.newBuilder().setAllocId("a").setPath(path).setFollow(true)));
  }

  @Test
  void aLinkThatLeadsOutIsRefusedHoweverItDoesSo() {
    for (String path : List.of("main/local/link", "main/local/up/a/main/local/t.txt")) {
      Asked asked = read(MAPPER.createObjectNode(), path);
      assertThat(asked.failure().getMessage()).isEqualTo("Path escapes the alloc directory");
    }
  }

  @Test
  void aSecretIsRefusedThroughALinkToo() throws Exception {
    Files.createSymbolicLink(root.resolve("alloc/s"), Path.of("../main/secrets/t.env"));
    assertThat(read(MAPPER.createObjectNode(), "alloc/s").failure().getMessage())
        .isEqualTo("Reading secret file prohibited: alloc/s");
  }

  @Test
  void whatIsNoFileIsNotOpened() {
    Asked asked = follow("alloc/logs/.main.stdout.fifo");
    assertThat(asked.failure().getMessage())
        .isEqualTo("file \"alloc/logs/.main.stdout.fifo\" is not a regular file");
    assertThat(asked.failure().getStatus()).isEqualTo(400);
  }

  @Test
  void aFileIsFollowedAsItGrowsShrinksAndGoesAway() throws Exception {
    Path file = file("main/local/grows", "one\n");
    Asked asked = follow("main/local/grows");
    within(() -> assertThat(asked.data()).isEqualTo("one\n"));
    Files.writeString(file, "two\n", StandardOpenOption.APPEND);
    within(() -> assertThat(asked.data()).isEqualTo("one\ntwo\n"));
    Files.writeString(file, "3\n", StandardOpenOption.TRUNCATE_EXISTING);
    within(() -> assertThat(asked.data()).isEqualTo("one\ntwo\n3\n"));
    assertThat(events(asked)).containsExactly("file truncated");
    assertThat(asked.ended()).isFalse();
    Files.delete(file);
    assertThat(asked.end().getStatus()).isZero();
    assertThat(events(asked)).containsExactly("file truncated", "file deleted");
  }

  private static List<String> events(Asked asked) {
    return asked.messages().stream()
        .map(TransferFromNode::getFile)
        .map(FileData::getEvent)
        .filter(event -> !event.isEmpty())
        .toList();
  }

  private static void within(org.awaitility.core.ThrowingRunnable shown) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(shown);
  }

  @Test
  void aFollowerEndsWhenNobodyReadsAnyMore() throws Exception {
    Asked overTheTransfer = follow("main/local/t.txt").awaitBegin();
    overTheTransfer.cancel();
    Asked overTheSession = follow("main/local/t.txt").awaitBegin();
    loop.server.cancel(overTheSession);
    overTheSession.awaitCut();
    Asked withTheSession = follow("main/local/t.txt").awaitBegin();
    loop.endSession();
    withTheSession.awaitCut();
  }

  @Test
  void aReaderThatStopsHoldsBackNeitherTheSessionNorTheMemory() throws Exception {
    Path big = root.resolve("main/local/big");
    Files.write(big, new byte[64 << 20]);
    NodeRequest.Builder request =
        NodeRequest.newBuilder()
            .setReadFile(ReadFile.newBuilder().setAllocId("a").setPath("main/local/big"));
    List<Asked> stopped = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      stopped.add(loop.server.ask(request.clone(), false).awaitBegin());
    }
    for (int i = 0; i < 20; i++) {
      int before = loop.server.heartbeats();
      loop.beat();
      await().atMost(Duration.ofSeconds(60)).until(() -> loop.server.heartbeats() > before);
      assertThat(loop.server.ask(list("main")).json()).contains("local");
    }
    Asked first = stopped.getFirst();
    first.read(10);
    within(() -> assertThat(first.messages()).hasSize(10));
    first.read(Integer.MAX_VALUE);
    assertThat(first.end().getStatus()).isZero();
    long bytes = first.messages().stream().mapToLong(m -> m.getFile().getData().size()).sum();
    assertThat(bytes).isEqualTo(64 << 20);
  }

  private static NodeRequest.Builder list(String path) {
    return NodeRequest.newBuilder()
        .setListFiles(ListFiles.newBuilder().setAllocId("a").setPath(path));
  }

  @Test
  void whatIsUnknownIsSaid() {
    NodeRequest.Builder request =
        NodeRequest.newBuilder().setReadFile(ReadFile.newBuilder().setAllocId("b").setPath("x"));
    assertThat(loop.server.ask(request).failure().getStatus()).isEqualTo(404);
    assertThat(loop.server.ask(request).failure().getMessage())
        .isEqualTo("Unknown allocation \"b\"");
    assertThat(loop.server.ask(NodeRequest.newBuilder()).failure().getStatus()).isEqualTo(501);
  }
}
