package io.drover.log.raft;

import io.drover.log.CommitUnknownException;
import io.drover.log.LeaderInfo;
import io.drover.log.LogException;
import io.drover.log.LogFollower;
import io.drover.log.LogStartException;
import io.drover.log.LogUnavailableException;
import io.drover.log.Member;
import io.drover.log.NotLeaderException;
import io.drover.log.ReplicatedLog;
import io.drover.log.raft.RatisStateMachine.Events;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * The log on Apache Ratis.
 *
 * <p>Callers' threads only queue; one submitting thread hands entries to Ratis, whose submission is
 * partly synchronous, so that their order is the order of the calls. Whether an entry may enter the
 * log is decided under Ratis' own log lock ({@link Events#beforeAppend}): right term, next
 * position. An entry's outcome is told by the applying thread; by Ratis' reply only if it failed.
 */
public final class RatisLog implements ReplicatedLog {

  /**
   * Entries between {@link #append} and commit: 16 times what the fastest run measured keeps up.
   */
  public static final int IN_FLIGHT_MAX = 1_024;

  private static final System.Logger LOG = System.getLogger(RatisLog.class.getName());

  /** Ratis' own start needs room for a segment's first megabyte and its notes. */
  private static final long START_BYTES_MIN = 4L << 20;

  private static final long CLOSE_NANOS = 1_700_000_000;

  /** The term this member leads, and what its next entry must be; changed by the submitter only. */
  private static final class Lead {
    private final long term;
    private final long before;
    private long next;

    Lead(long term, long before) {
      this.term = term;
      this.before = before;
      this.next = before + 1;
    }
  }

  private final RatisLogConfig config;
  private final BlockingQueue<Append> queue = new ArrayBlockingQueue<>(IN_FLIGHT_MAX + 64);
  private final AtomicInteger inFlight = new AtomicInteger();
  private final InFlight pending = new InFlight();
  private final Barriers barriers = new Barriers(this::submitBarrier);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final ClientId client = ClientId.randomId();
  private final Thread submitter;
  private volatile @Nullable Lead lead;
  private volatile @Nullable LogUnavailableException failure;
  private volatile @Nullable Running running;

  /** The entry being submitted; touched by the submitting thread only. */
  private @Nullable Append submitting;

  private long calls;

  private record Running(
      DataDirectory directory,
      DiskSpace space,
      FollowerFeed feed,
      SnapshotTaker taker,
      RatisStateMachine machine,
      RaftServer server,
      RaftGroupId group) {}

  public RatisLog(RatisLogConfig config) {
    this.config = config;
    this.submitter =
        Thread.ofPlatform().name("drover-log-submit").daemon(true).unstarted(this::submit);
  }

  @Override
  public void start(LogFollower follower) {
    if (running != null || closing.get()) {
      throw new IllegalStateException("a log is started once");
    }
    DataDirectory directory = DataDirectory.open(config.dataDir());
    boolean started = false;
    try {
      UUID cluster = directory.claim(config.self().id(), config.cluster());
      checkPort();
      checkSpace(directory);
      TornTail.repair(directory.group(cluster).resolve("current"), directory.damaged());
      running = run(directory, cluster, follower);
      directory.markUsed(config.self().id(), config.cluster(), cluster);
      submitter.start();
      started = true;
    } finally {
      if (!started) {
        directory.close();
      }
    }
  }

  private Running run(DataDirectory directory, UUID cluster, LogFollower follower) {
    DiskSpace space = new DiskSpace(directory, config.limits().freeBytesMin());
    SnapshotFiles files = new SnapshotFiles(directory.temporary());
    SnapshotTaker taker = new SnapshotTaker(files, space, config.limits());
    FollowerFeed feed = new FollowerFeed(follower);
    RatisStateMachine machine =
        new RatisStateMachine(feed, files, taker, directory.damaged(), new Told(feed));
    RaftGroup group =
        RaftGroup.valueOf(
            RaftGroupId.valueOf(cluster), config.peers().stream().map(RatisLog::peer).toList());
    try {
      RaftServer server =
          RaftServer.newBuilder()
              .setServerId(RaftPeerId.valueOf(config.self().id()))
              .setGroup(group)
              .setOption(StartupOption.RECOVER)
              .setStateMachine(machine)
              .setProperties(RatisSettings.properties(config, directory))
              .setParameters(RatisSettings.parameters(config))
              .build();
      server.start();
      return new Running(directory, space, feed, taker, machine, server, group.getGroupId());
    } catch (IOException | RuntimeException e) {
      feed.close();
      taker.close();
      throw new LogStartException(
          "the log in %s cannot be opened: %s".formatted(config.dataDir(), root(e)), e);
    }
  }

  private static RaftPeer peer(Member member) {
    return RaftPeer.newBuilder().setId(member.id()).setAddress(member.address()).build();
  }

  private static Throwable root(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private void checkPort() {
    Member self = config.self();
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(self.host(), self.port()));
    } catch (IOException e) {
      throw new LogStartException(
          "the log cannot listen at %s: %s".formatted(self.address(), e.getMessage()), e);
    }
  }

  private void checkSpace(DataDirectory directory) {
    try {
      long free = directory.freeBytes();
      if (free < START_BYTES_MIN) {
        throw new LogStartException(
            "no space left for the log in %s: %d bytes free, %d needed"
                .formatted(directory.root(), free, START_BYTES_MIN));
      }
    } catch (IOException e) {
      throw new LogStartException("cannot see how much space is left in " + directory.root(), e);
    }
  }

  @Override
  public CompletionStage<Long> append(long term, long position, byte[] entry) {
    if (entry.length > ENTRY_BYTES_MAX) {
      return refused(
          new LogUnavailableException(
              "an entry has at most %d bytes, this one %d"
                  .formatted(ENTRY_BYTES_MAX, entry.length)));
    }
    return offer(new EntryFrame(EntryFrame.Kind.APPLICATION, term, position, entry));
  }

  private CompletableFuture<Long> offer(EntryFrame frame) {
    LogUnavailableException unavailable = unavailable();
    if (unavailable != null) {
      return refused(unavailable);
    }
    Lead now = lead;
    if (now == null || now.term != frame.term()) {
      return refused(notLeader(frame.term()));
    }
    if (inFlight.incrementAndGet() > IN_FLIGHT_MAX) {
      inFlight.decrementAndGet();
      return refused(
          new LogUnavailableException(IN_FLIGHT_MAX + " entries wait for their commit already"));
    }
    Append append = new Append(frame);
    append.result().whenComplete((p, e) -> inFlight.decrementAndGet());
    queue.add(append);
    if (closing.get() || failure != null) {
      // The submitter may have emptied the queue for the last time before this entry came.
      drain();
    }
    return append.result();
  }

  private @Nullable LogUnavailableException unavailable() {
    if (closing.get()) {
      return new LogUnavailableException("the log is closed");
    }
    return failure;
  }

  private NotLeaderException notLeader(long term) {
    Optional<Member> leader = leader().leader();
    return new NotLeaderException(
        "%s does not lead term %d%s"
            .formatted(
                config.self().id(),
                term,
                leader.map(m -> "; " + m.id() + " at " + m.address() + " does").orElse("")));
  }

  private static <T> CompletableFuture<T> refused(LogException why) {
    return CompletableFuture.failedFuture(why);
  }

  @Override
  public CompletionStage<Void> barrier() {
    LogUnavailableException unavailable = unavailable();
    return unavailable == null ? barriers.await() : refused(unavailable);
  }

  private CompletableFuture<Long> submitBarrier(long number) {
    Lead now = lead;
    return now == null
        ? refused(notLeader(leader().term()))
        : offer(EntryFrame.barrier(now.term, number));
  }

  private void submit() {
    try {
      while (true) {
        submit(queue.take());
      }
    } catch (InterruptedException e) {
      drain();
    }
  }

  private void submit(Append append) {
    Running log = Objects.requireNonNull(running);
    LogUnavailableException unavailable = unavailable();
    if (unavailable == null) {
      unavailable = log.space().refusal(append.stored().size());
    }
    if (unavailable != null) {
      append.result().completeExceptionally(unavailable);
      return;
    }
    pending.add(append);
    submitting = append;
    try {
      log.server()
          .submitClientRequestAsync(request(log, append))
          .whenComplete((reply, e) -> replied(append, reply, e));
    } catch (IOException | RuntimeException e) {
      fail(append, e);
    } finally {
      submitting = null;
    }
  }

  private RaftClientRequest request(Running log, Append append) {
    return RaftClientRequest.newBuilder()
        .setClientId(client)
        .setServerId(log.server().getId())
        .setGroupId(log.group())
        .setCallId(++calls)
        .setMessage(Message.valueOf(append.stored()))
        .setType(RaftClientRequest.writeRequestType())
        .build();
  }

  private void replied(Append append, @Nullable RaftClientReply reply, @Nullable Throwable error) {
    Throwable why = error != null || reply == null ? error : reply.getException();
    if (why != null) {
      fail(append, why);
    }
  }

  private void fail(Append append, Throwable why) {
    pending.remove(append);
    LogException known;
    if (append.inLog()) {
      known =
          new CommitUnknownException("it is not known whether " + append + " was committed", why);
    } else if (why instanceof StateMachineException && failure == null) {
      known = new NotLeaderException(String.valueOf(why.getMessage()), why);
    } else {
      LogUnavailableException failed = failure;
      known =
          failed != null ? failed : new NotLeaderException(append + " was not taken: " + why, why);
    }
    append.result().completeExceptionally(known);
  }

  private void drain() {
    LogUnavailableException why = unavailable();
    List<Append> left = new ArrayList<>();
    queue.drainTo(left);
    for (Append append : left) {
      append
          .result()
          .completeExceptionally(
              why != null ? why : new LogUnavailableException("the log is closed"));
    }
  }

  /** What Ratis tells; none of these blocks. */
  private final class Told implements Events {

    private final FollowerFeed feed;

    Told(FollowerFeed feed) {
      this.feed = feed;
    }

    @Override
    public void beforeAppend() throws StateMachineException {
      Append append = Objects.requireNonNull(submitting);
      Lead now = lead;
      if (now == null || now.term != append.term()) {
        throw new StateMachineException(
            "this member leads term " + append.term() + " no more", false);
      }
      if (append.kind() == EntryFrame.Kind.APPLICATION) {
        if (append.sequence() != now.next) {
          throw new StateMachineException(
              "position %d is not the next, which is %d".formatted(append.sequence(), now.next),
              false);
        }
        now.next++;
      }
      append.enteredLog();
    }

    @Override
    public void applied(EntryFrame frame) {
      pending.committed(frame);
    }

    @Override
    public void leads(long term, long lastPosition) {
      lead = new Lead(term, lastPosition);
      feed.leadershipChanged(new LeaderInfo(term, Optional.of(config.self()), true, lastPosition));
    }

    @Override
    public void leadsNoMore() {
      Lead was = lead;
      lead = null;
      if (was != null) {
        feed.leadershipChanged(new LeaderInfo(was.term, Optional.empty(), false, was.before));
        pending.leadershipLost(was.term);
      }
    }

    @Override
    public void elected(String leader) {
      if (leader.equals(config.self().id())) {
        return;
      }
      Optional<Member> member =
          config.peers().stream().filter(p -> p.id().equals(leader)).findFirst();
      Running log = running;
      feed.leadershipChanged(
          new LeaderInfo(
              log == null ? 0 : currentTerm(log),
              member,
              false,
              log == null ? 0 : log.machine().lastPosition()));
    }

    @Override
    public void failed(LogUnavailableException cause) {
      if (closing.get() || failure != null) {
        return;
      }
      LOG.log(System.Logger.Level.ERROR, "the log stopped", cause);
      failure = cause;
      leadsNoMore();
      feed.failed(cause);
      drain();
      pending.failAll(cause);
    }
  }

  private static long currentTerm(Running log) {
    try {
      return log.server().getDivision(log.group()).getInfo().getCurrentTerm();
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public LeaderInfo leader() {
    Running log = running;
    return log == null ? LeaderInfo.NONE : log.feed().leader();
  }

  @Override
  public List<Member> members() {
    return config.peers();
  }

  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    lead = null;
    submitter.interrupt();
    Running log = running;
    if (log == null) {
      return;
    }
    closeServer(log);
    drain();
    pending.failAll(new LogUnavailableException("the log is closed"));
    log.taker().close();
    log.feed().close();
    log.directory().close();
  }

  /**
   * Ratis closes its log within a second, then waits another for a monitoring thread; nobody else
   * has to.
   */
  private static void closeServer(Running log) {
    Thread closer =
        Thread.ofPlatform()
            .name("drover-log-close")
            .daemon(true)
            .start(
                () -> {
                  try {
                    log.server().close();
                  } catch (IOException | RuntimeException e) {
                    LOG.log(System.Logger.Level.WARNING, "the log did not close cleanly", e);
                  }
                });
    try {
      RaftServer.Division division = log.server().getDivision(log.group());
      long end = System.nanoTime() + CLOSE_NANOS;
      while (closer.isAlive()
          && division.getInfo().getLifeCycleState() != LifeCycle.State.CLOSED
          && System.nanoTime() < end) {
        closer.join(10);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "closed already", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
