package io.drover.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import io.drover.command.Command;
import io.drover.command.Outcome;
import io.drover.command.Refusal;
import io.drover.command.RegisterJob;
import io.drover.command.Unavailable;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobType;
import io.drover.log.LogUnavailableException;
import io.drover.log.memory.InMemoryCluster;
import io.drover.state.Snapshot;
import io.drover.state.SnapshotCodec;
import io.drover.state.SnapshotStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CommandLoopTest {

  private static final class MemberUnderTest implements AutoCloseable {
    final SnapshotStore store = new SnapshotStore();
    final CommandLoop loop;
    private volatile boolean leads;

    MemberUnderTest(InMemoryCluster cluster, String id) {
      loop =
          new CommandLoop(
              cluster.member(id),
              store,
              new LeaderContext(Clock.systemUTC(), new WorkDocuments()),
              Runnable::run);
      loop.onLeadership(info -> leads = info.leads());
      loop.start();
    }

    /** Makes this member the leader; the log may tell it on another thread, so this waits. */
    void lead(InMemoryCluster cluster, String id, InMemoryCluster.Uncommitted uncommitted) {
      cluster.elect(id, uncommitted);
      await().until(() -> leads);
    }

    @Override
    public void close() {
      loop.close();
    }
  }

  private static RegisterJob register(String id) {
    JobSpec job = Samples.job(id, JobType.SERVICE, 1);
    return new RegisterJob(job, Samples.digest(job), null, 0);
  }

  private static <R> R get(CompletionStage<R> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static Throwable failure(CompletionStage<?> stage) throws Exception {
    try {
      get(stage);
      throw new AssertionError("expected a failure");
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  @Test
  void anAnswerComesAfterTheCommitAndTheStateHasIt() throws Exception {
    InMemoryCluster cluster = new InMemoryCluster("a");
    try (MemberUnderTest a = new MemberUnderTest(cluster, "a")) {
      a.lead(cluster, "a", InMemoryCluster.Uncommitted.LOSE);
      cluster.hold();
      CompletionStage<RegisterJob.Answer> answer = a.loop.submit(register("web"));
      await().until(() -> cluster.uncommitted() == 1);
      assertThat(answer.toCompletableFuture()).isNotDone();
      assertThat(a.store.current().jobs().size()).isZero();
      cluster.release();
      assertThat(get(answer).index()).isEqualTo(1);
      assertThat(a.store.current().job(new JobKey("default", "web"))).isNotNull();
    }
  }

  @Test
  void commandsSeeWhatWasDecidedBeforeThemThoughItIsNotCommitted() throws Exception {
    InMemoryCluster cluster = new InMemoryCluster("a");
    try (MemberUnderTest a = new MemberUnderTest(cluster, "a")) {
      a.lead(cluster, "a", InMemoryCluster.Uncommitted.LOSE);
      cluster.hold();
      CompletionStage<RegisterJob.Answer> first = a.loop.submit(register("web"));
      await().until(() -> cluster.uncommitted() == 1);
      JobSpec same = Samples.job("web", JobType.SERVICE, 1);
      CompletionStage<?> second = a.loop.submit(new RegisterJob(same, Samples.digest(same), 0L, 0));
      assertThat(failure(second))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("job already exists");
      assertThat(first.toCompletableFuture()).isNotDone();
      cluster.release();
      get(first);
    }
  }

  @Test
  void aReadOfUncommittedStateIsAnsweredOnlyOnceThatIsCommitted() throws Exception {
    InMemoryCluster cluster = new InMemoryCluster("a");
    try (MemberUnderTest a = new MemberUnderTest(cluster, "a")) {
      a.lead(cluster, "a", InMemoryCluster.Uncommitted.LOSE);
      cluster.hold();
      a.loop.submit(register("web"));
      await().until(() -> cluster.uncommitted() == 1);
      CompletableFuture<Snapshot> decidedOn = new CompletableFuture<>();
      CompletionStage<Long> read =
          a.loop.submit(
              (snapshot, context) -> {
                decidedOn.complete(snapshot);
                return Outcome.unchanged(index -> index);
              });
      assertThat(get(decidedOn).index()).isEqualTo(1);
      assertThat(read.toCompletableFuture()).isNotDone();
      cluster.release();
      assertThat(get(read)).isEqualTo(1);
    }
  }

  @Test
  void whatWasNotCommittedIsGoneWithTheLeaderAndItsCallerIsTold() throws Exception {
    InMemoryCluster cluster = new InMemoryCluster("a", "b");
    try (MemberUnderTest a = new MemberUnderTest(cluster, "a");
        MemberUnderTest b = new MemberUnderTest(cluster, "b")) {
      a.lead(cluster, "a", InMemoryCluster.Uncommitted.LOSE);
      get(a.loop.submit(register("kept")));
      cluster.hold();
      CompletionStage<?> lost = a.loop.submit(register("lost"));
      await().until(() -> cluster.uncommitted() == 1);
      b.lead(cluster, "b", InMemoryCluster.Uncommitted.LOSE);
      assertThat(failure(lost)).isInstanceOf(Unavailable.class);
      cluster.release();
      get(b.loop.submit(register("next")));
      assertThat(a.store.current().jobs().keys())
          .extracting(JobKey::id)
          .containsExactly("kept", "next");
      assertSameState(a, b);
      assertThat(failure(a.loop.submit(register("x")))).hasMessage("No cluster leader");
    }
  }

  @Test
  void aFullDiskRefusesWritesAndLeavesReads() throws Exception {
    InMemoryCluster cluster = new InMemoryCluster("a");
    try (MemberUnderTest a = new MemberUnderTest(cluster, "a")) {
      a.lead(cluster, "a", InMemoryCluster.Uncommitted.LOSE);
      get(a.loop.submit(register("kept")));
      cluster.refuse(new LogUnavailableException("no space left for the log"));
      assertThat(failure(a.loop.submit(register("refused"))))
          .hasMessageContaining("no space left for the log");
      assertThat(a.store.current().jobs().size()).isEqualTo(1);
      cluster.refuse(null);
      await()
          .untilAsserted(
              () ->
                  assertThat(a.loop.submit(register("after")).toCompletableFuture())
                      .succeedsWithin(1, TimeUnit.SECONDS));
      assertThat(a.store.current().jobs().keys())
          .extracting(JobKey::id)
          .containsExactly("after", "kept");
    }
  }

  @Test
  void aDefectInOneCommandHurtsNoOther() throws Exception {
    InMemoryCluster cluster = new InMemoryCluster("a");
    try (MemberUnderTest a = new MemberUnderTest(cluster, "a")) {
      a.lead(cluster, "a", InMemoryCluster.Uncommitted.LOSE);
      Command<String> broken =
          (snapshot, context) -> {
            throw new IllegalStateException("broken");
          };
      CompletionStage<String> first = a.loop.submit(broken);
      CompletionStage<?> second = a.loop.submit(register("web"));
      assertThat(failure(first)).hasMessage("broken");
      get(second);
    }
  }

  /**
   * Live on the leader, live on a follower, replayed from the log, and read from a snapshot: the
   * same bytes.
   */
  @Property(tries = 40)
  void everyMemberComesToTheSameState(@ForAll long seed) throws Exception {
    InMemoryCluster cluster = new InMemoryCluster("a", "b", "c");
    try (MemberUnderTest a = new MemberUnderTest(cluster, "a");
        MemberUnderTest b = new MemberUnderTest(cluster, "b")) {
      a.lead(cluster, "a", InMemoryCluster.Uncommitted.LOSE);
      RandomWork work = new RandomWork(seed);
      runAll(a, work, 60);
      b.lead(
          cluster,
          "b",
          seed % 2 == 0 ? InMemoryCluster.Uncommitted.LOSE : InMemoryCluster.Uncommitted.KEEP);
      runAll(b, work, 60);
      assertSameState(a, b);
      try (MemberUnderTest c = new MemberUnderTest(cluster, "c")) {
        assertSameState(c, b);
      }
      Snapshot copy = copy(b.store.current());
      assertThat(text(copy)).isEqualTo(text(b.store.current()));
      assertThat(SnapshotCodec.hash(copy)).isEqualTo(SnapshotCodec.hash(b.store.current()));
    }
  }

  /** A member that follows comes to the same state, once it has read as far. */
  private static void assertSameState(MemberUnderTest follower, MemberUnderTest leader) {
    long index = leader.store.current().index();
    await().until(() -> follower.store.current().index() == index);
    assertThat(text(follower.store.current())).isEqualTo(text(leader.store.current()));
  }

  private static void runAll(MemberUnderTest member, RandomWork work, int commands)
      throws Exception {
    List<CompletionStage<?>> answers = new ArrayList<>();
    for (int i = 0; i < commands; i++) {
      answers.add(member.loop.submit(work.next()));
    }
    for (CompletionStage<?> answer : answers) {
      try {
        get(answer);
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(Refusal.class);
      }
    }
  }

  /** The state's bytes as JSON text, so that a difference can be read. */
  private static String text(Snapshot state) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      SnapshotCodec.write(state, out);
      return new SmileMapper().readTree(out.toByteArray()).toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Snapshot copy(Snapshot state) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SnapshotCodec.write(state, out);
    return SnapshotCodec.read(new ByteArrayInputStream(out.toByteArray()));
  }
}
