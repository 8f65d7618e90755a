package io.drover.log.raft;

import static io.drover.log.raft.LogHarness.append;
import static io.drover.log.raft.LogHarness.awaitLead;
import static io.drover.log.raft.LogHarness.entry;
import static io.drover.log.raft.LogHarness.files;
import static io.drover.log.raft.LogHarness.hash;
import static io.drover.log.raft.LogHarness.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.drover.log.LogStartException;
import io.drover.log.LogUnavailableException;
import io.drover.log.Member;
import io.drover.log.NotLeaderException;
import io.drover.log.RecordingFollower;
import io.drover.log.ReplicatedLog;
import io.drover.log.raft.RatisLogConfig.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatisLogTest {

  @TempDir Path directory;
  private RatisLogConfig config;

  @BeforeEach
  void configure() throws IOException {
    config = RatisLogConfig.single(directory, Ports.free());
  }

  @Test
  void whatWasAppendedIsThereAfterARestart() throws Exception {
    RecordingFollower first = new RecordingFollower();
    try (RatisLog log = start(config, first)) {
      awaitLead(log);
      append(log, 1, 500, 20);
      assertThat(first.position()).isEqualTo(500);
    }
    RecordingFollower second = new RecordingFollower();
    try (RatisLog log = start(config, second)) {
      awaitLead(log);
      assertThat(second.hash()).isEqualTo(first.hash()).isEqualTo(hash(500, 20));
      assertThat(log.leader().position()).isEqualTo(500);
      append(log, 501, 1, 20);
    }
  }

  @Test
  void anEntryGetsThePositionItWasDecidedForOrNone() throws Exception {
    try (RatisLog log = start(config, new RecordingFollower())) {
      awaitLead(log);
      long term = log.leader().term();

      assertRefused(log.append(term, 2, entry(2, 10)), NotLeaderException.class);
      assertRefused(log.append(term - 1, 1, entry(1, 10)), NotLeaderException.class);
      assertRefused(
          log.append(term, 1, new byte[ReplicatedLog.ENTRY_BYTES_MAX + 1]),
          LogUnavailableException.class);

      append(log, 1, 1, ReplicatedLog.ENTRY_BYTES_MAX);
      assertThat(log.leader().leads()).isTrue();
    }
  }

  @Test
  void aBarrierComesAfterWhatWasAppendedBeforeIt() throws Exception {
    RecordingFollower follower = new RecordingFollower();
    try (RatisLog log = start(config, follower)) {
      awaitLead(log);
      for (int i = 1; i <= 50; i++) {
        var unused = log.append(log.leader().term(), i, entry(i, 10));
      }
      CompletableFuture<Void> one = log.barrier().toCompletableFuture();
      CompletableFuture<Void> two = log.barrier().toCompletableFuture();

      one.get(5, TimeUnit.SECONDS);

      assertThat(follower.position()).isEqualTo(50);
      two.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void closingTakesLessThanTwoSecondsAndEndsWhatIsInFlight() throws Exception {
    RatisLog log = start(config, new RecordingFollower());
    awaitLead(log);
    long term = log.leader().term();
    List<CompletableFuture<Long>> appends =
        LongStream.rangeClosed(1, 200)
            .mapToObj(p -> log.append(term, p, entry(p, 1000)).toCompletableFuture())
            .toList();
    long began = System.nanoTime();

    log.close();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    assertThat(appends).allMatch(CompletableFuture::isDone);
    assertRefused(log.append(term, 201, entry(201, 10)), LogUnavailableException.class);
  }

  @Test
  void aKilledProcessLosesNothingItAcknowledged() throws Exception {
    Path output = directory.resolveSibling(directory.getFileName() + ".out");
    Process child =
        new ProcessBuilder(
                LogHarness.java(
                    LogChild.class.getName(),
                    directory.toString(),
                    Integer.toString(config.self().port())))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> acknowledged(output) >= 3_000 || !child.isAlive());
      assertThatThrownBy(() -> start(config, new RecordingFollower()))
          .isInstanceOf(LogStartException.class)
          .hasMessageContaining("in use by another process");
    } finally {
      child.destroyForcibly().waitFor();
    }
    long acknowledged = acknowledged(output);
    Files.delete(output);
    assertThat(acknowledged).isGreaterThanOrEqualTo(3_000);
    RecordingFollower follower = new RecordingFollower();

    try (RatisLog log = start(config, follower)) {
      awaitLead(log);

      assertThat(follower.position()).isGreaterThanOrEqualTo(acknowledged);
      assertThat(follower.hash()).isEqualTo(hash(follower.position(), LogChild.ENTRY_BYTES));
    }
  }

  /** What the child said last, but for a line it did not finish. */
  private static long acknowledged(Path output) throws IOException {
    String text = Files.readString(output);
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.startsWith("acked "))
        .mapToLong(line -> Long.parseLong(line.substring(6)))
        .max()
        .orElse(0);
  }

  @Test
  void snapshotsShortenTheLogAndADamagedOneIsReplacedByTheOneBefore() throws Exception {
    config = config.with(new Limits(20, 1, 0));
    int size = 400_000;
    RecordingFollower before = new RecordingFollower();
    try (RatisLog log = start(config, before)) {
      awaitLead(log);
      for (int i = 0; i < 10; i++) {
        append(log, 1 + i * 12L, 12, size);
        int expected = Math.min(2, i);
        Awaitility.await().until(() -> snapshots().size() >= expected);
      }
      append(log, 121, 1, size);
      Awaitility.await()
          .untilAsserted(
              () -> assertThat(bytesOf(files(directory, "log_*"))).isLessThan(121L * size / 2));
      assertThat(snapshots()).hasSize(2);
    }
    assertThat(restarted(1)).isEqualTo(before.hash());

    Path newest = snapshots().getLast();
    flip(newest, Files.size(newest) - 3);

    assertThat(restarted(1)).isEqualTo(before.hash());
    assertThat(files(directory.resolve("damaged"), "snapshot*")).hasSize(1);
  }

  private List<Path> snapshots() throws IOException {
    return files(directory.resolve("raft"), "snapshot.*").stream()
        .filter(p -> !p.toString().endsWith(".md5"))
        .toList();
  }

  private long restarted(int snapshots) {
    RecordingFollower follower = new RecordingFollower();
    try (RatisLog log = start(config, follower)) {
      awaitLead(log);
      assertThat(follower.snapshotsRead()).isEqualTo(snapshots);
      assertThat(follower.position()).isEqualTo(121);
    }
    return follower.hash();
  }

  @Test
  void anotherMembersDirectoryAndAnEmptiedOneAreRefused() throws Exception {
    start(config, new RecordingFollower()).close();
    var other = new Member("m2", "127.0.0.1", config.self().port());
    RatisLogConfig foreign =
        new RatisLogConfig(
            directory, other, List.of(other), "drover", Limits.DEFAULT, config.tls());

    assertThatThrownBy(() -> start(foreign, new RecordingFollower()))
        .isInstanceOf(LogStartException.class)
        .hasMessageContaining("belongs to member m1, but this member is m2");

    deleteAll(directory.resolve("raft"));
    assertThatThrownBy(() -> start(config, new RecordingFollower()))
        .isInstanceOf(LogStartException.class)
        .hasMessageContaining("is missing although this member has written entries");
  }

  @Test
  void aTakenPortAndAFileInPlaceOfTheDirectoryAreNamed() throws Exception {
    try (ServerSocket taken =
        new ServerSocket(config.self().port(), 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> start(config, new RecordingFollower()))
          .isInstanceOf(LogStartException.class)
          .hasMessageContaining("cannot listen at 127.0.0.1:" + taken.getLocalPort());
    }
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(
            () -> start(RatisLogConfig.single(file, config.self().port()), new RecordingFollower()))
        .isInstanceOf(LogStartException.class)
        .hasMessageContaining(file + " cannot be created or written");
  }

  @Test
  void aFullDiskRefusesEntriesAndTakesThemAgainWhenThereIsRoom() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()))
        .as("a small disk can be mounted (needs root)")
        .isZero();
    RecordingFollower follower = new RecordingFollower();
    RatisLogConfig small =
        RatisLogConfig.single(disk, config.self().port())
            .with(new Limits(1_000_000, 1 << 30, 8 << 20));
    long last;
    try {
      try (RatisLog log = start(small, follower)) {
        awaitLead(log);
        last = fill(log);
        Path ballast = Files.write(disk.resolve("ballast"), new byte[3 << 20]);
        assertRefused(
            log.append(log.leader().term(), last + 1, entry(last + 1, 100_000)),
            LogUnavailableException.class);
        assertThat(follower.position()).isEqualTo(last);
        assertThat(follower.failure()).isNull();
        Files.delete(ballast);
        assertThat(log.leader().leads()).isTrue();
      }
      RecordingFollower again = new RecordingFollower();
      RatisLogConfig roomier = small.with(new Limits(1_000_000, 1 << 30, 1 << 20));
      try (RatisLog log = start(roomier, again)) {
        awaitLead(log);
        assertThat(again.hash()).isEqualTo(hash(last, 100_000));
        append(log, last + 1, 3, 100_000);
      }
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  /** Without the reserve: what happens at the wall itself. */
  @Test
  void aDiskThatIsFullAllTheSameStopsTheLogAndLosesNothing() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk.toString()))
        .as("a small disk can be mounted (needs root)")
        .isZero();
    Path ballast = disk.resolve("ballast");
    RecordingFollower follower = new RecordingFollower();
    RatisLogConfig careless =
        RatisLogConfig.single(disk, config.self().port())
            .with(new Limits(1_000_000, 1 << 30, Limits.UNCHECKED));
    try {
      try (RatisLog log = start(careless, follower)) {
        awaitLead(log);
        append(log, 1, 10, 100_000);
        fillUp(ballast);
        long term = log.leader().term();
        assertThatThrownBy(() -> append(log, 11, 50, 100_000))
            .isInstanceOf(ExecutionException.class);
        Awaitility.await().until(() -> follower.failure() != null);
        assertThat(log.leader().leads()).isFalse();
        assertRefused(log.append(term, 100, entry(100, 10)), LogUnavailableException.class);
      }
      long applied = follower.position();
      Files.delete(ballast);
      RecordingFollower again = new RecordingFollower();
      try (RatisLog log = start(careless, again)) {
        awaitLead(log);
        assertThat(again.position()).isGreaterThanOrEqualTo(applied);
        assertThat(again.hash()).isEqualTo(hash(again.position(), 100_000));
        append(log, again.position() + 1, 3, 100_000);
      }
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  private static void fillUp(Path file) throws IOException {
    byte[] block = new byte[4096];
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static long fill(RatisLog log) throws Exception {
    for (long p = 1; p < 1_000; p++) {
      try {
        append(log, p, 1, 100_000);
      } catch (ExecutionException e) {
        assertThat(e)
            .hasCauseInstanceOf(LogUnavailableException.class)
            .hasMessageContaining("no space left for the log in")
            .hasMessageContaining("bytes free,");
        return p - 1;
      }
    }
    throw new AssertionError("a disk of 24 MB took 100 MB");
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  static void assertRefused(CompletionStage<Long> append, Class<? extends Exception> why) {
    assertThat(append.toCompletableFuture())
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(why);
  }

  static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 0x10;
    Files.write(file, bytes);
  }

  private static long bytesOf(List<Path> files) {
    return files.stream().mapToLong(f -> f.toFile().length()).sum();
  }

  private static void deleteAll(Path root) throws IOException {
    for (Path path : files(root, "*").reversed()) {
      Files.delete(path);
    }
  }
}
