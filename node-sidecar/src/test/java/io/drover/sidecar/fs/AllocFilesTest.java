package io.drover.sidecar.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.json.Json;
import io.drover.sidecar.kernel.PathHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found below an allocation's directory, and that nothing else is. */
final class AllocFilesTest {

  @TempDir Path directory;
  private Path root;
  private AllocFiles files;

  @BeforeEach
  void make() throws IOException {
    root = Files.createDirectories(directory.resolve("alloc/id"));
    Files.createDirectories(root.resolve("main/local"));
    Files.createDirectories(root.resolve("main/secrets"));
    Files.writeString(directory.resolve("outside"), "not for anybody");
    Files.writeString(root.resolve("main/secrets/key"), "secret");
    Files.writeString(root.resolve("main/local/f"), "inside");
    files = new AllocFiles(root);
  }

  private JsonNode stat(String path) throws Exception {
    return Json.MAPPER.readTree(files.stat(path));
  }

  private String read(String path) throws Exception {
    try (FileReading reading =
        FileReading.open(files, path, new FileReading.Range(0, false, 0, false))) {
      return reading.next().map(p -> new String(p.data(), StandardCharsets.UTF_8)).orElse("");
    }
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(root.resolve(name), Path.of(target));
  }

  @Test
  void linksAreFollowedAsFarAsTheyStayInside() throws Exception {
    link("main/local/relative", "f");
    link("main/local/around", "../../main/local/relative");
    link("main/absolute", root + "/main/local/around");
    link("d", "main/local");
    assertThat(read("d/../d/relative")).isEqualTo("inside");
    assertThat(read("/main/absolute")).isEqualTo("inside");
    assertThat(stat("main/absolute").get("Name").asText()).isEqualTo("absolute");
    assertThat(stat("main/absolute").get("Size").asInt()).isEqualTo(6);
  }

  @Test
  void linksThatLeadOutAreRefusedWhereverTheyPoint() throws Exception {
    link("up", "../../outside");
    link("far", directory + "/outside");
    link("near", root + "../outside");
    link("back", root + "/../../outside");
    link("proc", "/proc/self/root" + directory + "/outside");
    link("chain", "main/local/hop");
    link("main/local/hop", "../../up");
    for (String path :
        List.of("up", "far", "near", "back", "proc", "chain", "..", "main/../../id")) {
      assertThatThrownBy(() -> read(path))
          .as(path)
          .isInstanceOf(FileRefused.class)
          .hasMessage("Path escapes the alloc directory");
    }
  }

  @Test
  void aCircleOfLinksEnds() throws Exception {
    link("x", "y");
    link("y", "x");
    assertThatThrownBy(() -> read("x"))
        .hasMessage("stat " + root + "/x: too many levels of symbolic links");
  }

  @Test
  void whatIsWrongWithAPathIsSaid() {
    assertThatThrownBy(() -> read("main/local/f/g"))
        .hasMessage("stat " + root + "/main/local/f/g: not a directory");
    assertThatThrownBy(() -> read("main/lo\0cal"))
        .isInstanceOf(FileRefused.class)
        .hasMessageEndingWith("invalid argument");
    assertThatThrownBy(() -> read("x".repeat(300)))
        .isInstanceOf(FileRefused.class)
        .hasMessageStartingWith("stat " + root);
    assertThatThrownBy(() -> files.list("main/local/f"))
        .hasMessage("readdirent " + root + "/main/local/f: not a directory");
  }

  @Test
  void secretsOfATaskAreNotReadAndAFileOfThatNameElsewhereIs() throws Exception {
    Files.createDirectories(root.resolve("alloc/secrets"));
    Files.writeString(root.resolve("alloc/secrets/x"), "shared");
    Files.writeString(root.resolve("main/private"), "a file");
    link("main/local/s", "../secrets");
    assertThat(read("alloc/secrets/x")).isEqualTo("shared");
    assertThat(read("main/private")).isEqualTo("a file");
    for (String path : List.of("main/secrets/key", "main/local/s/key", "main/./secrets//key")) {
      assertThatThrownBy(() -> read(path)).hasMessage("Reading secret file prohibited: " + path);
    }
  }

  @Test
  void anAllocationThatIsGoneIsMissing() {
    assertThatThrownBy(() -> new AllocFiles(root.resolveSibling("gone")).list("/"))
        .hasMessage("open " + root.resolveSibling("gone") + ": no such file or directory");
  }

  @Test
  void aDirectoryThatIsHugeShowsTheFirstByName() throws Exception {
    Path many = Files.createDirectory(root.resolve("many"));
    for (int i = 0; i < AllocFiles.ENTRIES_MAX + 50; i++) {
      Files.createFile(many.resolve("%06d".formatted(i)));
    }
    JsonNode list = Json.MAPPER.readTree(files.list("many"));
    assertThat(list).hasSize(AllocFiles.ENTRIES_MAX);
    assertThat(list.get(0).get("Name").asText()).isEqualTo("000000");
    assertThat(list.get(AllocFiles.ENTRIES_MAX - 1).get("Name").asText()).isEqualTo("009999");
  }

  @Test
  void timesAndModesAreAsGoPrintsThem() throws Exception {
    Path file = root.resolve("f");
    Files.createFile(file);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-22T06:20:00.15143066Z")));
    Files.setAttribute(file, "unix:mode", 06754);
    assertThat(stat("f").get("ModTime").asText()).isEqualTo("2026-11-22T06:20:00.15143066Z");
    assertThat(stat("f").get("FileMode").asText()).isEqualTo("ugrwxr-xr--");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-22T06:20:00Z")));
    assertThat(stat("f").get("ModTime").asText()).isEqualTo("2026-11-22T06:20:00Z");
    assertThat(GoFileMode.text(PathHandle.Facts.of(Path.of("/dev/null"), true)))
        .isEqualTo("Dcrw-rw-rw-");
  }

  @Test
  void theContentIsKnownByItsFirstBytes() {
    assertThat(type("x", "  <!doctype html>")).isEqualTo("text/html; charset=utf-8");
    assertThat(type("x", "<bold")).isEqualTo("text/plain; charset=utf-8");
    assertThat(type("x", "\n<?xml ?>")).isEqualTo("text/xml; charset=utf-8");
    assertThat(type("x.json", "{}")).isEqualTo("application/json");
    assertThat(type("x", "%PDF-1.4")).isEqualTo("application/pdf");
    assertThat(type("x", "GIF89a...")).isEqualTo("image/gif");
    assertThat(type("x", "RIFF1234WEBPVP")).isEqualTo("image/webp");
    assertThat(type("x", "PK\3\4")).isEqualTo("application/zip");
    assertThat(type("x", "\u001f\u008b\u0008")).isEqualTo("application/x-gzip");
    assertThat(type("x", "\0\0\0\u0010ftypmp42\0\0\0\0")).isEqualTo("video/mp4");
    assertThat(type("x", "\u0089PNG\r\n\u001a\n")).isEqualTo("image/png");
    assertThat(type("x", "plain\ttext")).isEqualTo("text/plain; charset=utf-8");
    assertThat(type("x", "a\0b")).isEqualTo("application/octet-stream");
    assertThat(type("x", "")).isEqualTo("application/octet-stream");
  }

  private static String type(String name, String head) {
    return ContentType.of(name, head.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void aTaskThatSwapsDirectoriesForLinksAllTheTimeGivesNothingAway() throws Exception {
    Path real = Files.createDirectory(root.resolve("main/local/d"));
    Files.writeString(real.resolve("outside"), "harmless");
    Path aside = root.resolve("main/local/aside");
    AtomicBoolean done = new AtomicBoolean();
    Thread task =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!done.get()) {
                    swap(real, aside);
                  }
                });
    int read = 0;
    try {
      for (int i = 0; i < 3000; i++) {
        try {
          assertThat(read("main/local/d/outside")).isEqualTo("harmless");
          read++;
        } catch (FileRefused swapped) {
          assertThat(swapped.reason()).isIn(FileRefused.Reason.MISSING, FileRefused.Reason.ESCAPES);
        }
      }
    } finally {
      done.set(true);
      task.join();
    }
    assertThat(read).isPositive();
  }

  private void swap(Path real, Path aside) {
    try {
      Files.move(real, aside);
      Files.createSymbolicLink(real, directory);
      Files.delete(real);
      Files.move(aside, real);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Property(tries = 100)
  void noPathOfAnyTreeReadsAnythingOutside(@ForAll long seed) throws Exception {
    Path place = Files.createTempDirectory("tree");
    try {
      Random random = new Random(seed);
      Files.writeString(place.resolve("a"), "outside");
      Path inner = Files.createDirectory(place.resolve("b"));
      List<String> names = List.of("a", "b", "c");
      for (int i = 0; i < 12; i++) {
        grow(inner, path(random, names), random, names);
      }
      AllocFiles under = new AllocFiles(inner);
      for (int i = 0; i < 20; i++) {
        String path = path(random, List.of("a", "b", "c", "..", ".", ""));
        try (FileReading reading =
            FileReading.open(under, path, new FileReading.Range(0, false, 0, false))) {
          assertThat(reading.next().orElseThrow().data())
              .as(path)
              .isEqualTo("inside".getBytes(StandardCharsets.UTF_8));
        } catch (FileRefused refused) {
          assertThat(refused.reason()).isNotNull();
        }
      }
    } finally {
      delete(place);
    }
  }

  private static String path(Random random, List<String> names) {
    String[] parts = new String[1 + random.nextInt(4)];
    Arrays.setAll(parts, i -> names.get(random.nextInt(names.size())));
    return String.join("/", parts);
  }

  private static void grow(Path inner, String path, Random random, List<String> names)
      throws IOException {
    Path at = inner.resolve(path);
    try {
      if (!at.getParent().toRealPath().startsWith(inner.toRealPath())
          || Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      switch (random.nextInt(4)) {
        case 0 -> Files.writeString(at, "inside");
        case 1 -> Files.createDirectory(at);
        case 2 -> Files.createSymbolicLink(at, Path.of("../".repeat(random.nextInt(4)) + "a"));
        default ->
            Files.createSymbolicLink(
                at,
                (random.nextBoolean() ? inner : inner.getParent()).resolve(path(random, names)));
      }
    } catch (java.nio.file.FileSystemException nothingThere) {
      // A branch that cannot grow.
    }
  }

  private static void delete(Path place) throws IOException {
    Process gone = new ProcessBuilder("rm", "-r", place.toString()).start();
    try {
      assertThat(gone.waitFor()).isZero();
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  @Test
  void aRangeHasItsOriginItsLimitAndItsEnd() throws Exception {
    Path file = root.resolve("main/local/f");
    assertThat(range(2, false, 3)).isEqualTo("sid");
    assertThat(range(2, true, 0)).isEqualTo("de");
    assertThat(range(200, true, 0)).isEqualTo("inside");
    assertThat(range(200, false, 0)).isEmpty();
    try (FileReading reading =
        FileReading.open(files, "main/local/f", new FileReading.Range(0, false, 0, false))) {
      try (var channel = Files.newByteChannel(file, java.nio.file.StandardOpenOption.APPEND)) {
        channel.write(ByteBuffer.wrap(new byte[100]));
      }
      assertThat(reading.next().orElseThrow().data()).hasSize(6);
      assertThat(reading.next()).isEmpty();
      assertThat(reading.ended()).isTrue();
    }
  }

  private String range(long offset, boolean fromEnd, long limit) throws Exception {
    StringBuilder all = new StringBuilder();
    try (FileReading reading =
        FileReading.open(
            files, "main/local/f", new FileReading.Range(offset, fromEnd, limit, false))) {
      while (!reading.ended()) {
        reading.next().ifPresent(p -> all.append(new String(p.data(), StandardCharsets.UTF_8)));
      }
    }
    return all.toString();
  }
}
