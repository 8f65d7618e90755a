package io.drover.log;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * An ordered, durable, replicated sequence of entries, seen from one member.
 *
 * <p>Positions count application entries from 1 without gaps; what the log writes for itself
 * (elections, barriers, membership) has none. All methods may be called from any thread and none of
 * them blocks on disk or network, but for {@link #start} and {@link #close}.
 */
public interface ReplicatedLog extends AutoCloseable {

  /**
   * Opens the log and begins recovery and election. When this returns, a snapshot found on disk has
   * been given to the follower; committed entries follow on the log's own thread, one at a time and
   * in order.
   *
   * @throws LogStartException if the log cannot be opened; its message says what the operator must
   *     do. A log that failed to start cannot be started again: leave the process.
   */
  void start(LogFollower follower);

  /**
   * Appends an entry at exactly this position. The leader numbers its entries itself, from {@link
   * LeaderInfo#position()} + 1 of the term it leads, so it may keep several in flight: once one is
   * refused, those built upon it are refused too, because their position is no longer the next.
   *
   * @param term the term in which the entry was decided; an entry of an older term is refused
   * @param position the position the entry must get
   * @param entry at most {@link #ENTRY_BYTES_MAX} bytes; must not be changed afterwards
   * @return completes with the position, on the log's thread, after the commit and after {@link
   *     LogFollower#committed} returned. Fails with {@link NotLeaderException} or {@link
   *     LogUnavailableException} (the entry is certainly not committed and never will be), or with
   *     {@link CommitUnknownException}.
   */
  CompletionStage<Long> append(long term, long position, byte[] entry);

  /**
   * Completes when everything committed before this call has been given to the follower; proven
   * with a quorum by committing an entry of the log's own, which all callers waiting at that time
   * share. Fails as {@link #append} does.
   */
  CompletionStage<Void> barrier();

  /** What this member knows of the leader now; never blocks. */
  LeaderInfo leader();

  /** The voters, in the order of the configuration. */
  List<Member> members();

  /** Stops the member within 2 s. Appends in flight fail with {@link CommitUnknownException}. */
  @Override
  void close();

  /**
   * The largest entry, in bytes. The leader packs commands up to 64 KB into an entry; one command
   * of its own may be larger, but bulk belongs into documents. Ratis takes 4 MB in one gRPC frame.
   */
  int ENTRY_BYTES_MAX = 1 << 20;
}
