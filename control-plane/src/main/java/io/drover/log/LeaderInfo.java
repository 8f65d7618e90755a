package io.drover.log;

import java.util.Optional;

/**
 * Who leads.
 *
 * @param term the newest term this member knows of; grows with every election
 * @param leader the leading member, if known
 * @param leads whether this member leads and is ready to append
 * @param position when this member leads: the position of the last entry committed before its term,
 *     so its first own entry gets the next one; else the last position applied here
 */
public record LeaderInfo(long term, Optional<Member> leader, boolean leads, long position) {

  /** Before anything is known. */
  public static final LeaderInfo NONE = new LeaderInfo(0, Optional.empty(), false, 0);
}
