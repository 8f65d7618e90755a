package io.drover.log.memory;

import static io.drover.log.RecordingFollower.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.log.CommitUnknownException;
import io.drover.log.LogUnavailableException;
import io.drover.log.NotLeaderException;
import io.drover.log.RecordingFollower;
import io.drover.log.memory.InMemoryCluster.Uncommitted;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InMemoryLogTest {

  private final InMemoryCluster cluster = new InMemoryCluster("a", "b", "c");
  private final InMemoryLog a = cluster.member("a");
  private final InMemoryLog b = cluster.member("b");
  private final RecordingFollower ofA = new RecordingFollower();
  private final RecordingFollower ofB = new RecordingFollower();

  InMemoryLogTest() {
    a.start(ofA);
    b.start(ofB);
  }

  private static CompletableFuture<Long> append(InMemoryLog log, long position, String text) {
    return log.append(log.leader().term(), position, entry(text)).toCompletableFuture();
  }

  @Test
  void everyMemberIsGivenWhatTheLeaderAppended() {
    cluster.elect("a", Uncommitted.LOSE);

    assertThat(append(a, 1, "x")).isCompletedWithValue(1L);
    assertThat(append(a, 2, "y")).isCompletedWithValue(2L);

    assertThat(ofA.position()).isEqualTo(2);
    assertThat(ofB.hash()).isEqualTo(ofA.hash());
    assertThat(ofA.leaders().getLast().leads()).isTrue();
    assertThat(ofB.leaders().getLast().leads()).isFalse();
  }

  @Test
  void onlyTheLeaderMayAppendAndOnlyAtTheNextPositionOfItsTerm() {
    cluster.elect("a", Uncommitted.LOSE);

    assertThat(append(b, 1, "x"))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(NotLeaderException.class);
    assertThat(append(a, 2, "x")).isCompletedExceptionally();
    assertThat(a.append(0, 1, entry("x")).toCompletableFuture()).isCompletedExceptionally();
    assertThat(append(a, 1, "x")).isCompletedWithValue(1L);
  }

  @Test
  void aHeldEntryIsCommittedWhenReleased() {
    cluster.elect("a", Uncommitted.LOSE);
    cluster.hold();
    CompletableFuture<Long> first = append(a, 1, "x");
    CompletableFuture<Long> second = append(a, 2, "y");
    CompletableFuture<Void> barrier = a.barrier().toCompletableFuture();

    cluster.release(1);

    assertThat(first).isCompletedWithValue(1L);
    assertThat(second).isNotDone();
    assertThat(barrier).isNotDone();
    cluster.release();
    assertThat(second).isCompletedWithValue(2L);
    assertThat(barrier).isCompleted();
  }

  @Test
  void anEntryLostWithItsLeaderIsUnknownAndItsPositionIsGivenAnew() {
    cluster.elect("a", Uncommitted.LOSE);
    cluster.hold();
    CompletableFuture<Long> lost = append(a, 1, "lost");

    cluster.elect("b", Uncommitted.LOSE);
    cluster.release();

    assertThat(lost)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(CommitUnknownException.class);
    assertThat(append(b, 1, "kept")).isCompletedWithValue(1L);
    assertThat(ofA.hash()).isEqualTo(ofB.hash());
  }

  @Test
  void anEntryThatReachedTheNewLeaderIsCommittedBeforeItIsReady() {
    cluster.elect("a", Uncommitted.LOSE);
    cluster.hold();
    CompletableFuture<Long> unknown = append(a, 1, "x");

    cluster.elect("b", Uncommitted.KEEP);

    assertThat(unknown).isCompletedExceptionally();
    assertThat(ofB.position()).isEqualTo(1);
    assertThat(b.leader().position()).isEqualTo(1);
    cluster.release();
    assertThat(append(b, 2, "y")).isCompletedWithValue(2L);
  }

  @Test
  void aRefusedAppendLeavesNoTrace() {
    cluster.elect("a", Uncommitted.LOSE);
    cluster.refuse(new LogUnavailableException("no space left"));
    assertThat(append(a, 1, "x"))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(LogUnavailableException.class);

    cluster.refuse(null);

    assertThat(append(a, 1, "y")).isCompletedWithValue(1L);
  }

  @Test
  void aRestartedMemberReadsSnapshotThenEntries() {
    cluster.elect("a", Uncommitted.LOSE);
    append(a, 1, "x");
    append(a, 2, "y");
    cluster.compact("a");
    append(a, 3, "z");
    b.close();
    RecordingFollower reborn = new RecordingFollower();

    b.start(reborn);

    assertThat(reborn.snapshotsRead()).isEqualTo(1);
    assertThat(reborn.hash()).isEqualTo(ofA.hash());
  }

  @Test
  void aPausedMemberCatchesUp() {
    cluster.elect("a", Uncommitted.LOSE);
    b.pause();
    append(a, 1, "x");
    assertThat(ofB.position()).isZero();

    b.resume();

    assertThat(ofB.hash()).isEqualTo(ofA.hash());
  }
}
