package io.drover.log;

import java.io.IOException;
import java.io.InputStream;

/**
 * What the log tells the program. Methods are called by the log, one at a time and in order; an
 * exception out of {@link #committed} stops the member, because its state would no longer be the
 * fold of the log.
 */
public interface LogFollower {

  /** An application entry is committed. The array belongs to the follower. */
  void committed(long position, byte[] entry);

  /**
   * Leadership changed. {@link LeaderInfo#leads()} is told only when this member is ready to append
   * and every entry committed in earlier terms has been given to {@link #committed}.
   */
  void leadershipChanged(LeaderInfo info);

  /**
   * Takes hold of the state as of the last {@link #committed} call. Must be quick (the state is an
   * immutable value); the result is written later on another thread.
   */
  SnapshotSource captureSnapshot();

  /**
   * Replaces the whole state by that of a snapshot: at start, or when this member has fallen behind
   * and the leader sent one. The stream is verified already.
   *
   * @param position the position of the last entry the snapshot contains
   */
  void readSnapshot(long position, InputStream in) throws IOException;

  /**
   * The log stopped for good: broken entry, full or failing disk that could not be foreseen, or an
   * exception out of {@link #committed}. Reads of the state reached so far may go on; nothing can
   * be written until the process is started again.
   */
  void failed(LogUnavailableException cause);
}
