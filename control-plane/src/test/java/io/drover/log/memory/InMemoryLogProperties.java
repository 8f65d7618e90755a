package io.drover.log.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.log.LeaderInfo;
import io.drover.log.RecordingFollower;
import io.drover.log.memory.InMemoryCluster.Uncommitted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class InMemoryLogProperties {

  /** Something that happens to the cluster. */
  enum Step {
    APPEND,
    APPEND_ON_OLD_LEADER,
    HOLD,
    RELEASE,
    RELEASE_ONE,
    ELECT_KEEPING,
    ELECT_LOSING,
    DEPOSE,
    PAUSE,
    RESUME,
    RESTART,
    COMPACT
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    return Arbitraries.of(Step.class).list().ofMaxSize(120);
  }

  @Property(tries = 500)
  void whateverHappensAcknowledgedEntriesStayAndMembersAgree(
      @ForAll("histories") List<Step> history) {
    World world = new World();
    history.forEach(world::step);
    world.settle();

    long hash = world.followers.get("a").hash();
    assertThat(world.followers.values()).allMatch(f -> f.hash() == hash);
    assertThat(world.followers.get("a").position()).isGreaterThanOrEqualTo(world.acknowledged);
    assertThat(world.unanswered()).isZero();
  }

  /** Three members, whose turn it is to be elected, and what was acknowledged. */
  private static final class World {
    private static final List<String> IDS = List.of("a", "b", "c");
    private final InMemoryCluster cluster = new InMemoryCluster("a", "b", "c");
    private final Map<String, RecordingFollower> followers = new HashMap<>();
    private final List<CompletableFuture<Long>> answers = new ArrayList<>();
    private String leader = "a";
    private int turn;
    private long next = 1;
    private long acknowledged;

    World() {
      for (String id : IDS) {
        start(id);
      }
      elect(Uncommitted.LOSE);
    }

    private void start(String id) {
      RecordingFollower follower = new RecordingFollower();
      followers.put(id, follower);
      cluster.member(id).start(follower);
    }

    private void elect(Uncommitted uncommitted) {
      leader = IDS.get(turn++ % 3);
      cluster.elect(leader, uncommitted);
      next = cluster.member(leader).leader().position() + 1;
    }

    private void append(String id) {
      InMemoryLog log = cluster.member(id);
      LeaderInfo info = log.leader();
      var answer =
          log.append(
                  info.term(),
                  next,
                  ("entry " + turn + " " + next).getBytes(StandardCharsets.UTF_8))
              .toCompletableFuture();
      answers.add(answer);
      if (!answer.isCompletedExceptionally()) {
        next++;
      }
      var unused = answer.thenAccept(p -> acknowledged = Math.max(acknowledged, p));
    }

    void step(Step step) {
      InMemoryLog log = cluster.member(leader);
      switch (step) {
        case APPEND -> append(leader);
        case APPEND_ON_OLD_LEADER -> append(IDS.get((turn + 1) % 3));
        case HOLD -> cluster.hold();
        case RELEASE -> cluster.release();
        case RELEASE_ONE -> cluster.release(1);
        case ELECT_KEEPING -> elect(Uncommitted.KEEP);
        case ELECT_LOSING -> elect(Uncommitted.LOSE);
        case DEPOSE -> cluster.depose(Uncommitted.KEEP);
        case PAUSE -> cluster.member(IDS.get(turn % 3)).pause();
        case RESUME -> cluster.member(IDS.get(turn % 3)).resume();
        case RESTART -> {
          log.close();
          start(leader);
        }
        case COMPACT -> cluster.compact(leader);
      }
    }

    void settle() {
      cluster.release();
      IDS.forEach(id -> cluster.member(id).resume());
      elect(Uncommitted.KEEP);
    }

    long unanswered() {
      return answers.stream().filter(a -> !a.isDone()).count();
    }
  }
}
