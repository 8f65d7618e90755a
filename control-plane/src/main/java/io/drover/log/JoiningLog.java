package io.drover.log;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The log of a member that does not know the others yet. Nobody leads until it does; from then on
 * it is the log that was made for these members.
 */
public final class JoiningLog implements ReplicatedLog {

  private final CompletableFuture<ReplicatedLog> made;
  private final Consumer<Throwable> failed;
  private volatile @Nullable ReplicatedLog joined;
  private volatile boolean closed;

  /**
   * @param made completes with a log that was not started
   * @param failed told when that cannot be opened
   */
  public JoiningLog(CompletableFuture<ReplicatedLog> made, Consumer<Throwable> failed) {
    this.made = made;
    this.failed = failed;
  }

  @Override
  public void start(LogFollower follower) {
    made.thenAccept(log -> start(log, follower))
        .whenComplete(
            (done, failure) -> {
              if (failure != null && !closed) {
                failed.accept(failure);
              }
            });
  }

  private void start(ReplicatedLog log, LogFollower follower) {
    if (!closed) {
      joined = log; // Whom it tells of leadership may append at once.
      log.start(follower);
    }
  }

  private <T> CompletionStage<T> whenJoined(Function<ReplicatedLog, CompletionStage<T>> work) {
    ReplicatedLog log = joined;
    return log == null
        ? CompletableFuture.failedFuture(
            new LogUnavailableException("this member has not met the others yet"))
        : work.apply(log);
  }

  @Override
  public CompletionStage<Long> append(long term, long position, byte[] entry) {
    return whenJoined(log -> log.append(term, position, entry));
  }

  @Override
  public CompletionStage<Void> barrier() {
    return whenJoined(ReplicatedLog::barrier);
  }

  @Override
  public LeaderInfo leader() {
    ReplicatedLog log = joined;
    return log == null ? LeaderInfo.NONE : log.leader();
  }

  @Override
  public List<Member> members() {
    ReplicatedLog log = joined;
    return log == null ? List.of() : log.members();
  }

  @Override
  public void close() {
    closed = true;
    ReplicatedLog log = joined;
    if (log != null) {
      log.close();
    }
  }
}
