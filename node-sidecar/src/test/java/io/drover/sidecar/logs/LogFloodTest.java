package io.drover.sidecar.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.contract.model.LogConfig;
import io.drover.sidecar.kernel.Mounts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output that is too much, too odd, or tampered with. */
final class LogFloodTest {

  @TempDir Path directory;

  private static LogStream open(Path directory, long fileBytes, int files) throws IOException {
    LogStream stream =
        new LogStream(
            Files.createDirectories(directory).resolve("spool"),
            new LogFiles(directory.resolve("logs"), "t.stdout"),
            fileBytes,
            files,
            () -> {});
    stream.open();
    return stream;
  }

  private static void write(LogStream stream, byte[] bytes) throws IOException {
    Files.write(stream.spool(), bytes, StandardOpenOption.APPEND);
  }

  private static void write(LogStream stream, String text) throws IOException {
    write(stream, text.getBytes(StandardCharsets.UTF_8));
  }

  private Path log(int index) {
    return directory.resolve("logs/t.stdout." + index);
  }

  private static byte[] all(Path directory) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (LogFiles.Segment one : new LogFiles(directory.resolve("logs"), "t.stdout").segments()) {
      all.writeBytes(Files.readAllBytes(one.path()));
    }
    return all.toByteArray();
  }

  @Test
  void bytesOfAllKindsAndNoLinesAreKeptAsTheyAre() throws Exception {
    LogStream stream = open(directory, 1 << 20, 1000);
    byte[] written = new byte[24 << 20];
    new Random(7).nextBytes(written);
    Arrays.fill(written, 0, 10 << 20, (byte) 'x');
    for (int at = 0; at < written.length; at += 6 << 20) {
      write(stream, Arrays.copyOfRange(written, at, at + (6 << 20)));
      stream.flush();
    }
    stream.finish();
    assertThat(Arrays.equals(all(directory), written)).isTrue();
    assertThat(log(23)).hasSize(1 << 20);
    assertThat(log(24)).doesNotExist();
  }

  @Property(tries = 100)
  void whatIsKeptDoesNotDependOnWhenItIsCollected(@ForAll long seed) throws Exception {
    Path place = Files.createTempDirectory("flood");
    try {
      Random random = new Random(seed);
      int fileBytes = 1 + random.nextInt(20);
      int filesMax = 1 + random.nextInt(4);
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      LogStream stream = open(place, fileBytes, filesMax);
      for (int i = 0; i < 20; i++) {
        byte[] some = new byte[random.nextInt(100)];
        random.nextBytes(some);
        write(stream, some);
        written.writeBytes(some);
        if (random.nextInt(3) == 0) {
          stream.pump();
        }
        if (random.nextInt(5) == 0) {
          stream = open(place, fileBytes, filesMax);
        }
      }
      stream.finish();
      byte[] total = written.toByteArray();
      int last = Math.max(0, (total.length - 1) / fileBytes);
      int first = Math.max(0, last - filesMax + 1);
      assertThat(all(place)).isEqualTo(Arrays.copyOfRange(total, first * fileBytes, total.length));
      assertThat(new LogFiles(place.resolve("logs"), "t.stdout").segments())
          .extracting(LogFiles.Segment::index)
          .first()
          .isEqualTo(first);
    } finally {
      io.drover.sidecar.recover.Trees.delete(place);
    }
  }

  @Test
  void aTaskThatEmptiesOrRemovesItsFilesLosesThoseAndNoMore() throws Exception {
    LogStream stream = open(directory, 1 << 20, 5);
    write(stream, "x".repeat(3 << 19));
    stream.pump();
    Files.writeString(log(1), "", StandardOpenOption.TRUNCATE_EXISTING);
    write(stream, "after");
    stream.pump();
    assertThat(log(1)).content().isEqualTo("after");
    io.drover.sidecar.recover.Trees.delete(directory.resolve("logs"));
    write(stream, " all");
    stream.finish();
    assertThat(log(1)).content().isEqualTo(" all");
  }

  @Test
  void linksAndFifosThatATaskPutsThereAreNeitherFollowedNorOpened() throws Exception {
    Path outside = Files.writeString(directory.resolve("outside"), "mine");
    LogStream stream = open(directory, 4, 5);
    Files.createSymbolicLink(log(1), outside);
    assertThat(new ProcessBuilder("mkfifo", log(2).toString()).start().waitFor()).isZero();
    LogFiles files = new LogFiles(directory.resolve("logs"), "t.stdout");
    LogReader reader = LogReader.at(files, 0, false);
    assertThat(reader.next()).isEmpty();
    write(stream, "aaaabbbbcccc");
    stream.finish();
    assertThat(outside).content().isEqualTo("mine");
    assertThat(new String(all(directory), StandardCharsets.UTF_8)).isEqualTo("aaaabbbbcccc");
  }

  @Test
  void aDirectoryThatBecomesALinkIsNotFollowed() throws Exception {
    LogStream stream = open(directory, 1 << 20, 5);
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    io.drover.sidecar.recover.Trees.delete(directory.resolve("logs"));
    Files.createSymbolicLink(directory.resolve("logs"), elsewhere);
    write(stream, "text");
    assertThatThrownBy(stream::pump).hasMessage(directory.resolve("logs") + " is not a directory");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void nothingIsWrittenOnceTheCollectorIsClosedThoughTheTaskWritesOn() throws Exception {
    Path logs = Files.createDirectory(directory.resolve("logs"));
    LogCollector collector = new LogCollector(directory.resolve("spools"));
    LogCollector.TaskOutput output = collector.open("a", "t", logs, new LogConfig(100, 1, false));
    Process flooding =
        new ProcessBuilder("sh", "-c", "exec yes >> " + output.stdout().spool()).start();
    try {
      await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(log(3)));
      collector.close();
      byte[] then = all(directory);
      long spooled = Files.size(output.stdout().spool());
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.size(output.stdout().spool()) > spooled + (8 << 20));
      collector.flush(output);
      collector.finish(output);
      assertThat(Arrays.equals(all(directory), then)).isTrue();
      assertThat(output.stdout().spool()).exists();
      assertThatThrownBy(() -> collector.open("b", "t", logs, null))
          .hasMessage("output is not collected any more: the node stops");
    } finally {
      flooding.destroyForcibly().waitFor();
    }
  }

  @Test
  void aFullDiskIsAnErrorAndThenCollectingGoesOn() throws Exception {
    Assumptions.assumeTrue(
        ProcessHandle.current().info().user().orElse("").equals("root"),
        "a small file system has to be mounted");
    Path logs = Files.createDirectory(directory.resolve("logs"));
    Mounts.tmpfs(logs, "size=1m");
    try {
      Path ballast = Files.write(logs.resolve("ballast"), new byte[800 << 10]);
      LogStream stream = open(directory, 10 << 20, 5);
      byte[] written = new byte[600 << 10];
      new Random(3).nextBytes(written);
      write(stream, written);
      assertThatThrownBy(stream::pump).isInstanceOf(IOException.class);
      Files.delete(ballast);
      stream.finish();
      assertThat(Arrays.equals(all(directory), written)).isTrue();
    } finally {
      Mounts.unmount(logs);
    }
  }

  @Test
  void aTaskThatFloodsHoldsBackNoOtherAndNeitherMemoryNorDisk() throws Exception {
    LogConfig small = new LogConfig(2, 1, false);
    try (LogCollector collector = new LogCollector(directory.resolve("spool"))) {
      Path logs = Files.createDirectory(directory.resolve("logs"));
      var flood = collector.open("a", "flood", logs, small);
      var quiet = collector.open("a", "quiet", logs, small);
      Process flooding =
          new ProcessBuilder("sh", "-c", "exec yes flooding >> " + flood.stdout().spool()).start();
      try {
        long before = used();
        for (int i = 0; i < 20; i++) {
          String line = "line " + i + "\n";
          Files.writeString(quiet.stdout().spool(), line, StandardOpenOption.APPEND);
          await()
              .atMost(Duration.ofSeconds(60))
              .untilAsserted(
                  () -> assertThat(logs.resolve("quiet.stdout.0")).content().endsWith(line));
        }
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> Files.size(flood.stdout().spool()) > 200 << 20);
        assertThat(used() - before).isLessThan(32L << 20);
      } finally {
        flooding.destroyForcibly().waitFor();
      }
      collector.finish(flood);
      collector.finish(quiet);
      LogFiles files = new LogFiles(logs, "flood.stdout");
      assertThat(files.segments()).hasSizeLessThanOrEqualTo(2);
      for (LogFiles.Segment segment : files.segments()) {
        assertThat(segment.size()).isLessThanOrEqualTo(1 << 20);
        assertThat(Files.readString(segment.path())).contains("flooding\nflooding\n");
      }
      assertThat(flood.stdout().spool()).doesNotExist();
    }
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
