package io.drover.log.raft;

import io.drover.log.LogFollower;
import io.drover.log.RecordingFollower;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** What the tests of the log on disk share. */
final class LogHarness {

  private static final Logger RATIS = Logger.getLogger("org.apache.ratis");

  static {
    RATIS.setLevel(Level.SEVERE);
  }

  private LogHarness() {}

  static RatisLog start(RatisLogConfig config, LogFollower follower) {
    RatisLog log = new RatisLog(config);
    try {
      log.start(follower);
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
    return log;
  }

  static void awaitLead(RatisLog log) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> log.leader().leads());
  }

  /** The entry that belongs at this position: its text, filled up to the size. */
  static byte[] entry(long position, int size) {
    byte[] head = ("entry " + position + " ").getBytes(StandardCharsets.UTF_8);
    byte[] entry = new byte[Math.max(size, head.length)];
    for (int i = 0; i < entry.length; i++) {
      entry[i] = i < head.length ? head[i] : (byte) (1 + (position + i) % 250);
    }
    return entry;
  }

  /** Appends entries one after the other, up to 16 in flight, and waits for all. */
  static void append(RatisLog log, long from, int count, int size) throws Exception {
    long term = log.leader().term();
    List<CompletableFuture<Long>> appends = new ArrayList<>();
    for (long p = from; p < from + count; p++) {
      appends.add(log.append(term, p, entry(p, size)).toCompletableFuture());
      if (appends.size() == 16) {
        appends.removeFirst().get(10, TimeUnit.SECONDS);
      }
    }
    for (CompletableFuture<Long> append : appends) {
      append.get(10, TimeUnit.SECONDS);
    }
  }

  /** The hash of a follower that was given exactly the entries 1 to {@code last}. */
  static long hash(long last, int size) {
    RecordingFollower expected = new RecordingFollower();
    for (long p = 1; p <= last; p++) {
      expected.committed(p, entry(p, size));
    }
    return expected.hash();
  }

  static List<Path> files(Path directory, String glob) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(
              p ->
                  directory.getFileSystem().getPathMatcher("glob:" + glob).matches(p.getFileName()))
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }

  static List<String> java(String main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                main));
    command.addAll(List.of(arguments));
    return command;
  }
}
