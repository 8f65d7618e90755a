package io.drover.log.raft;

import static io.drover.log.raft.LogHarness.append;
import static io.drover.log.raft.LogHarness.files;
import static io.drover.log.raft.LogHarness.hash;
import static io.drover.log.raft.LogHarness.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.log.Member;
import io.drover.log.RecordingFollower;
import io.drover.log.raft.RatisLogConfig.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same program with three voters, all in this process. */
class ThreeVotersTest {

  private static final int SIZE = 200_000;

  @TempDir Path directory;
  private final List<Member> peers = new ArrayList<>();
  private final Map<String, RatisLog> logs = new LinkedHashMap<>();
  private final Map<String, RecordingFollower> followers = new LinkedHashMap<>();

  @BeforeEach
  void startAll() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      peers.add(new Member(id, "127.0.0.1", Ports.free()));
    }
    peers.forEach(this::startOne);
  }

  @AfterEach
  void closeAll() {
    logs.values().forEach(RatisLog::close);
  }

  private void startOne(Member self) {
    RecordingFollower follower = new RecordingFollower();
    followers.put(self.id(), follower);
    RatisLogConfig config =
        new RatisLogConfig(
            directory.resolve(self.id()),
            self,
            peers,
            "three",
            new Limits(30, 1 << 20, 0),
            Optional.empty());
    logs.put(self.id(), start(config, follower));
  }

  private RatisLog leader() {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> logs.values().stream().filter(l -> l.leader().leads()).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private void awaitAllAt(long position) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> logs.keySet().stream().allMatch(id -> followers.get(id).position() == position));
    assertThat(logs.keySet()).allMatch(id -> followers.get(id).hash() == hash(position, SIZE));
  }

  @Test
  void anotherLeadsWhenTheLeaderGoesAndALateMemberGetsASnapshot() throws Exception {
    RatisLog first = leader();
    append(first, 1, 20, SIZE);
    first.barrier().toCompletableFuture().get(5, TimeUnit.SECONDS);
    awaitAllAt(20);
    Member gone = first.leader().leader().orElseThrow();
    assertThat(logs.values())
        .allSatisfy(
            l -> Awaitility.await().until(() -> l.leader().leader().equals(Optional.of(gone))));

    logs.remove(gone.id()).close();
    RatisLog second = leader();
    assertThat(second.leader().position()).isEqualTo(20);
    long position = 21;
    while (logStart(second.leader().leader().orElseThrow()) == 0) {
      append(second, position, 10, SIZE);
      position += 10;
      assertThat(position).as("the log was never shortened").isLessThan(500);
    }
    deleteAll(directory.resolve(gone.id()));
    startOne(gone);

    awaitAllAt(position - 1);
    assertThat(followers.get(gone.id()).snapshotsRead()).isEqualTo(1);
    append(second, position, 5, SIZE);
    awaitAllAt(position + 4);
  }

  /** The first Raft index this member's log still has. */
  private long logStart(Member member) throws Exception {
    return files(directory.resolve(member.id()), "log_*").stream()
        .map(p -> p.getFileName().toString().replaceAll("log_(inprogress_)?(\\d+).*", "$2"))
        .mapToLong(Long::parseLong)
        .min()
        .orElseThrow();
  }

  private static void deleteAll(Path root) throws Exception {
    for (Path path : files(root, "*").reversed()) {
      Files.delete(path);
    }
  }
}
