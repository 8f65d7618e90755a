package io.drover.log.raft;

import io.drover.log.LogUnavailableException;
import io.drover.log.raft.SnapshotFiles.Verified;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * What Ratis calls. Owns the position: {@link #lastPosition} is written by the applying thread
 * only. Invariant: the next application entry applied has position {@code lastPosition + 1} and the
 * term of its Raft entry; anything else stops the member.
 */
final class RatisStateMachine extends BaseStateMachine {

  /** What the rest of the log hears from here. */
  interface Events {

    /** An entry was applied; on the applying thread. */
    void applied(EntryFrame frame);

    /** This member leads and is ready; entries from this position on are its own. */
    void leads(long term, long lastPosition);

    /** This member leads no more. */
    void leadsNoMore();

    /** Somebody, perhaps this member, was elected. */
    void elected(String leader);

    /** The submitting thread is about to have its entry taken into the log: may it? */
    void beforeAppend() throws StateMachineException;

    /** Nothing can be written any more. */
    void failed(LogUnavailableException cause);
  }

  private final FollowerFeed feed;
  private final SnapshotFiles files;
  private final SnapshotTaker taker;
  private final Path damaged;
  private final Events events;
  private volatile long lastPosition;
  private volatile long configurationTerm;

  RatisStateMachine(
      FollowerFeed feed, SnapshotFiles files, SnapshotTaker taker, Path damaged, Events events) {
    this.feed = feed;
    this.files = files;
    this.taker = taker;
    this.damaged = damaged;
    this.events = events;
  }

  long lastPosition() {
    return lastPosition;
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage)
      throws IOException {
    super.initialize(server, group, storage);
    getLifeCycle()
        .startAndTransition(
            () -> {
              files.init(storage);
              loadSnapshot();
            },
            IOException.class);
  }

  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    taker.abandon();
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  @Override
  public void reinitialize() throws IOException {
    getLifeCycle().startAndTransition(this::loadSnapshot, IOException.class);
  }

  @Override
  public void close() {
    getLifeCycle().checkStateAndClose(() -> {});
  }

  private void loadSnapshot() throws IOException {
    Optional<Verified> found = files.newestVerified(damaged);
    if (found.isEmpty()) {
      return;
    }
    Verified snapshot = found.get();
    try (InputStream in = snapshot.open()) {
      feed.readSnapshot(snapshot.position(), in);
    }
    lastPosition = snapshot.position();
    setLastAppliedTermIndex(snapshot.termIndex());
    taker.loaded(snapshot.info());
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return files;
  }

  @Override
  public @Nullable SnapshotInfo getLatestSnapshot() {
    return files.getLatestSnapshot();
  }

  @Override
  public TransactionContext preAppendTransaction(TransactionContext transaction)
      throws StateMachineException {
    events.beforeAppend();
    return transaction;
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    byte[] stored = entry.getStateMachineLogEntry().getLogData().toByteArray();
    try {
      EntryFrame frame = EntryFrame.decode(stored);
      checkOrder(entry, frame);
      apply(frame);
      taker.applied(stored.length);
      updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
      events.applied(frame);
    } catch (Exception | AssertionError e) {
      String text =
          "entry %d:%d of the log cannot be applied: %s"
              .formatted(entry.getTerm(), entry.getIndex(), e);
      events.failed(new LogUnavailableException(text, e));
      throw new IllegalStateException(text, e);
    }
    return CompletableFuture.completedFuture(Message.EMPTY);
  }

  private void apply(EntryFrame frame) {
    switch (frame.kind()) {
      case APPLICATION -> {
        feed.committed(frame.sequence(), frame.payload());
        lastPosition = frame.sequence();
      }
      case BARRIER -> {}
    }
  }

  private void checkOrder(LogEntryProto entry, EntryFrame frame) throws BrokenEntryException {
    if (frame.term() != entry.getTerm()) {
      throw new BrokenEntryException("it was decided in term " + frame.term());
    }
    if (frame.kind() == EntryFrame.Kind.APPLICATION && frame.sequence() != lastPosition + 1) {
      throw new BrokenEntryException(
          "it has position " + frame.sequence() + " where " + (lastPosition + 1) + " was due");
    }
  }

  /** On the applying thread: the state is exactly that of the last applied index. */
  @Override
  public long takeSnapshot() {
    TermIndex at = getLastAppliedTermIndex();
    return taker.take(at, lastPosition, feed::captureSnapshot);
  }

  @Override
  public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto voters) {
    configurationTerm = term;
  }

  /** Called while the configuration entry of the new term is applied, so all before it is. */
  @Override
  public void notifyLeaderReady() {
    events.leads(configurationTerm, lastPosition);
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    events.leadsNoMore();
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId self, RaftPeerId leader) {
    events.elected(leader == null ? "" : leader.toString());
  }

  @Override
  public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
    events.failed(
        new LogUnavailableException(
            "the log cannot be written any more, restart this member: " + cause, cause));
  }

  @Override
  public void notifyServerShutdown(RoleInfoProto role, boolean all) {
    events.failed(new LogUnavailableException("the log has stopped"));
  }
}
