package io.drover.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.contract.ids.Digest;
import io.drover.documents.DocumentsConfig.Peer;
import io.drover.log.raft.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfinispanDocumentsTest {

  @TempDir Path directory;
  private final Random random = new Random(20261122);

  private byte[] document(int size) {
    byte[] content = new byte[size];
    random.nextBytes(content);
    return content;
  }

  private Map<Digest, byte[]> documents(int count, int size) {
    Map<Digest, byte[]> documents = new HashMap<>();
    for (int i = 0; i < count; i++) {
      byte[] content = document(size);
      documents.put(Digest.of(content), content);
    }
    return documents;
  }

  private DocumentsConfig config() {
    DocumentsConfig single = DocumentsConfig.single(directory);
    return new DocumentsConfig(directory, single.self(), single.members(), "t", 1 << 20, 0);
  }

  private static void await(CompletionStage<?> stage) throws Exception {
    stage.toCompletableFuture().get(15, TimeUnit.SECONDS);
  }

  @Test
  void documentsSurviveARestartAlsoThoseThatDoNotFitIntoMemory() throws Exception {
    Map<Digest, byte[]> all = documents(500, 5_000);
    all.put(Digest.of(new byte[0]), new byte[0]);
    try (InfinispanDocuments documents = InfinispanDocuments.open(config())) {
      await(documents.putAll(all));
      all.forEach((d, content) -> assertThat(documents.get(d)).hasValue(content));
    }
    try (InfinispanDocuments documents = InfinispanDocuments.open(config())) {
      assertThat(documents.keys()).isEqualTo(all.keySet());
      all.forEach((d, content) -> assertThat(documents.get(d)).hasValue(content));
      assertThat(documents.get(Digest.of(document(3)))).isEmpty();
      assertThat(documents.fetch(Digest.of(document(3))).toCompletableFuture())
          .failsWithin(Duration.ofSeconds(5));
    }
  }

  @Test
  void storingTheSameAgainWritesNothing() throws Exception {
    byte[] content = document(10_000);
    try (InfinispanDocuments documents = InfinispanDocuments.open(config())) {
      await(documents.put(Digest.of(content), content));
      long size = bytes();
      for (int i = 0; i < 20; i++) {
        await(documents.put(Digest.of(content), content));
      }
      assertThat(bytes()).isEqualTo(size);
    }
  }

  @Test
  void aWrongDigestIsRefused() throws Exception {
    try (InfinispanDocuments documents = InfinispanDocuments.open(config())) {
      assertThat(documents.put(Digest.of(document(5)), document(5)).toCompletableFuture())
          .failsWithin(Duration.ofSeconds(5))
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(documents.keys()).isEmpty();
    }
  }

  @Test
  void aRemovedDocumentStaysRemovedAndItsSpaceIsReused() throws Exception {
    Map<Digest, byte[]> many = documents(40, 1_000_000);
    byte[] kept = document(100);
    try (InfinispanDocuments documents = InfinispanDocuments.open(config())) {
      await(documents.put(Digest.of(kept), kept));
      await(documents.putAll(many));
      await(documents.remove(many.keySet()));
      assertThat(documents.keys()).containsExactly(Digest.of(kept));
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(bytes()).isLessThan(20_000_000));
      assertThat(documents.get(Digest.of(kept))).hasValue(kept);
    }
    try (InfinispanDocuments documents = InfinispanDocuments.open(config())) {
      assertThat(documents.keys()).containsExactly(Digest.of(kept));
      assertThat(documents.get(Digest.of(kept))).hasValue(kept);
    }
  }

  @Test
  void damageCostsTheDocumentsItHitsAndNoOthers() throws Exception {
    Map<Digest, byte[]> all = documents(50, 1_000);
    try (InfinispanDocuments documents = InfinispanDocuments.open(config())) {
      await(documents.putAll(all));
    }
    Path file = directory.resolve("00000001.documents");
    byte[] bytes = Files.readAllBytes(file);
    int record = DocumentRecord.HEADER_BYTES + 1_000;
    bytes[8 + 10 * record + 500] ^= 1;
    bytes[8 + 20 * record + 20] ^= 1;
    Files.write(file, bytes);
    // A second file, so that the damaged one is not the last, which is checked whole at start.
    Files.write(directory.resolve("00000002.documents"), Arrays.copyOf(bytes, 8));

    try (InfinispanDocuments documents = InfinispanDocuments.open(config())) {
      long readable =
          all.entrySet().stream()
              .filter(
                  e -> {
                    var found = documents.get(e.getKey());
                    found.ifPresent(c -> assertThat(c).isEqualTo(e.getValue()));
                    return found.isPresent();
                  })
              .count();
      assertThat(readable).isEqualTo(48);
      await(documents.putAll(all));
      all.forEach((d, content) -> assertThat(documents.get(d)).hasValue(content));
    }
  }

  @Test
  void anEndThatWasNotWrittenWholeIsCutOff() throws Exception {
    Map<Digest, byte[]> all = documents(5, 1_000);
    try (InfinispanDocuments documents = InfinispanDocuments.open(config())) {
      await(documents.putAll(all));
    }
    Path file = directory.resolve("00000001.documents");
    byte[] bytes = Files.readAllBytes(file);
    for (int cut : new int[] {1, 500, 1_000, 1_040}) {
      Files.write(file, Arrays.copyOf(bytes, bytes.length - cut));
      try (InfinispanDocuments documents = InfinispanDocuments.open(config())) {
        assertThat(documents.keys()).hasSize(4);
        byte[] more = document(10);
        await(documents.put(Digest.of(more), more));
        assertThat(documents.get(Digest.of(more))).hasValue(more);
      }
    }
  }

  @Test
  void aDocumentReadFromDiskOnceIsServedFromMemory() throws Exception {
    byte[] content = document(1_000);
    try (InfinispanDocuments documents = InfinispanDocuments.open(config())) {
      await(documents.put(Digest.of(content), content));
    }
    try (InfinispanDocuments documents = InfinispanDocuments.open(config())) {
      assertThat(documents.get(Digest.of(content))).hasValue(content);
      Path file = directory.resolve("00000001.documents");
      byte[] bytes = Files.readAllBytes(file);
      bytes[500] ^= 1;
      Files.write(file, bytes);
      assertThat(documents.get(Digest.of(content))).hasValue(content);
    }
  }

  @Test
  void aSecondProcessIsRefused() {
    try (InfinispanDocuments documents = InfinispanDocuments.open(config())) {
      assertThat(documents.keys()).isEmpty();
      assertThatThrownBy(() -> InfinispanDocuments.open(config()))
          .isInstanceOf(DocumentUnavailableException.class)
          .hasMessageContaining("in use by another process");
    }
  }

  @Test
  void aFullDiskRefusesDocumentsAndKeepsThoseItHas() throws Exception {
    DocumentsConfig c = config();
    byte[] first = document(10);
    try (InfinispanDocuments documents = InfinispanDocuments.open(c)) {
      await(documents.put(Digest.of(first), first));
    }
    long free = Files.getFileStore(directory).getUsableSpace();
    DocumentsConfig full =
        new DocumentsConfig(directory, c.self(), c.members(), "t", 1 << 20, free * 2);
    try (InfinispanDocuments documents = InfinispanDocuments.open(full)) {
      byte[] content = document(10);
      assertThat(documents.put(Digest.of(content), content).toCompletableFuture())
          .failsWithin(Duration.ofSeconds(5))
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(DocumentUnavailableException.class)
          .withMessageContaining("no space left for documents in " + directory);
      assertThat(documents.get(Digest.of(first))).hasValue(first);
    }
  }

  @Test
  void threeMembersHoldEveryDocumentAndAMinorityStoresNothing() throws Exception {
    List<Peer> peers = new ArrayList<>();
    for (String id : List.of("a", "b", "c")) {
      peers.add(new Peer(id, "127.0.0.1", Ports.free()));
    }
    List<InfinispanDocuments> open = new ArrayList<>();
    byte[] early = document(2_000);
    byte[] late = document(200_000);
    try {
      open.add(member(peers, 0));
      assertThat(open.getFirst().put(Digest.of(early), early).toCompletableFuture())
          .failsWithin(Duration.ofSeconds(5))
          .withThrowableThat()
          .havingCause()
          .withMessageContaining("only [a] of the 3 members hold documents now, 2 are needed");
      open.add(member(peers, 1));
      await(open.get(1).put(Digest.of(early), early));
      assertThat(open.get(0).get(Digest.of(early))).hasValue(early);

      open.add(member(peers, 2));
      assertThat(
              open.get(2).fetch(Digest.of(early)).toCompletableFuture().get(10, TimeUnit.SECONDS))
          .isEqualTo(early);
      await(open.get(2).put(Digest.of(late), late));
      for (InfinispanDocuments member : open) {
        assertThat(member.get(Digest.of(late))).hasValue(late);
      }

      await(open.getFirst().remove(List.of(Digest.of(early))));
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> open.stream().allMatch(m -> m.get(Digest.of(early)).isEmpty()));

      open.removeLast().close();
      open.removeLast().close();
      byte[] lost = document(10);
      assertThat(open.getFirst().put(Digest.of(lost), lost).toCompletableFuture())
          .failsWithin(Duration.ofSeconds(15));
      assertThat(open.getFirst().get(Digest.of(late))).hasValue(late);
    } finally {
      open.forEach(InfinispanDocuments::close);
    }
  }

  private InfinispanDocuments member(List<Peer> peers, int i) {
    Peer self = peers.get(i);
    return InfinispanDocuments.open(
        new DocumentsConfig(directory.resolve(self.id()), self, peers, "t", 1 << 20, 0));
  }

  private long bytes() throws IOException {
    try (var files = Files.list(directory)) {
      return files.mapToLong(f -> f.toFile().length()).sum();
    }
  }
}
