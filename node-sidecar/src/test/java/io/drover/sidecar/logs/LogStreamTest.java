package io.drover.sidecar.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rotation, and that no crash loses or doubles a byte. */
final class LogStreamTest {

  @TempDir Path directory;

  private static LogStream open(Path directory, int fileBytes, int files) throws IOException {
    Files.createDirectories(directory.resolve("logs"));
    LogStream stream =
        new LogStream(
            directory.resolve("a.t.stdout"),
            new LogFiles(directory.resolve("logs"), "t.stdout"),
            fileBytes,
            files,
            () -> {});
    stream.open();
    return stream;
  }

  private static void write(LogStream stream, String text) throws IOException {
    Files.writeString(stream.spool(), text, StandardOpenOption.APPEND);
  }

  private static String all(Path directory) throws IOException {
    StringBuilder text = new StringBuilder();
    for (LogFiles.Segment segment :
        new LogFiles(directory.resolve("logs"), "t.stdout").segments()) {
      text.append(Files.readString(segment.path()));
    }
    return text.toString();
  }

  @Test
  void filesAreRotatedAndTheNewestKept() throws Exception {
    LogStream stream = open(directory, 4, 2);
    write(stream, "aaaabbbbccccd");
    stream.pump();
    assertThat(all(directory)).isEqualTo("ccccd");
    assertThat(directory.resolve("logs/t.stdout.2")).content().isEqualTo("cccc");
    assertThat(directory.resolve("logs/t.stdout.3")).content().isEqualTo("d");
    assertThat(directory.resolve("logs/t.stdout.1")).doesNotExist();
  }

  @Test
  void theNextRunGoesOnWhereTheLastOneEnded() throws Exception {
    LogStream first = open(directory, 4, 3);
    write(first, "aaaabb");
    first.finish();
    assertThat(first.spool()).doesNotExist();
    LogStream second = open(directory, 4, 3);
    write(second, "ccd");
    second.finish();
    assertThat(all(directory)).isEqualTo("aaaabbccd");
    assertThat(directory.resolve("logs/t.stdout.1")).content().isEqualTo("bbcc");
  }

  @Property(tries = 60)
  void anyNumberOfCrashesLosesAndDoublesNothing(@ForAll long seed) throws Exception {
    Path place = Files.createTempDirectory("log-stream");
    try {
      Random random = new Random(seed);
      StringBuilder written = new StringBuilder();
      LogStream stream = open(place, 1 + random.nextInt(30), 1000);
      for (int i = 0; i < 30; i++) {
        String text = Integer.toString(random.nextInt(100_000)).repeat(random.nextInt(8));
        write(stream, text);
        written.append(text);
        if (random.nextBoolean()) {
          stream.pump();
        }
        if (random.nextInt(4) == 0) {
          // A crash: what was in memory is gone.
          stream = open(place, 1 + random.nextInt(30), 1000);
        }
      }
      stream.finish();
      assertThat(all(place)).isEqualTo(written.toString());
    } finally {
      io.drover.sidecar.recover.Trees.delete(place);
    }
  }

  @Test
  void theSpoolGivesItsBlocksBack() throws Exception {
    LogStream stream = open(directory, 1 << 20, 2);
    write(stream, "x".repeat(8 << 20));
    stream.pump();
    assertThat(Files.size(stream.spool())).isEqualTo(8 << 20);
    Process du = new ProcessBuilder("du", "-k", stream.spool().toString()).start();
    String kilobytes = new String(du.getInputStream().readAllBytes()).split("\\s")[0];
    assertThat(Long.parseLong(kilobytes)).isLessThan(2048);
  }

  @Test
  void aReaderCrossesFilesFromEitherEnd() throws Exception {
    LogStream stream = open(directory, 4, 9);
    write(stream, "aaaabbbbcc");
    stream.pump();
    LogFiles files = new LogFiles(directory.resolve("logs"), "t.stdout");
    assertThat(read(LogReader.at(files, 0, false))).isEqualTo("aaaabbbbcc");
    assertThat(read(LogReader.at(files, 5, false))).isEqualTo("bbbcc");
    assertThat(read(LogReader.at(files, 3, true))).isEqualTo("bcc");
    assertThat(read(LogReader.at(files, 300, true))).isEqualTo("aaaabbbbcc");
    assertThat(read(LogReader.at(files, 300, false))).isEmpty();
    LogReader reader = LogReader.at(files, 0, true);
    assertThat(reader.next()).isEmpty();
    write(stream, "dde");
    stream.pump();
    assertThat(read(reader)).isEqualTo("dde");
  }

  private static String read(LogReader reader) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Optional<LogReader.Chunk> chunk = reader.next();
        chunk.isPresent();
        chunk = reader.next()) {
      text.append(new String(chunk.get().data()));
    }
    return text.toString();
  }
}
