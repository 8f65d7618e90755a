package io.drover.log.raft;

import io.drover.log.CommitUnknownException;
import io.drover.log.LogUnavailableException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The entries handed to Ratis whose outcome is not told yet, by kind and sequence. Bounded by
 * {@link RatisLog#IN_FLIGHT_MAX}.
 */
final class InFlight {

  private record Key(EntryFrame.Kind kind, long term, long sequence) {}

  private final Map<Key, Append> appends = new ConcurrentHashMap<>();

  private static Key key(Append append) {
    return new Key(append.kind(), append.term(), append.sequence());
  }

  /** A position refused once may be tried again in the same term, so the newest one counts. */
  void add(Append append) {
    appends.put(key(append), append);
  }

  void remove(Append append) {
    appends.remove(key(append), append);
  }

  /** On the applying thread: the entry was given to the follower. */
  void committed(EntryFrame frame) {
    Append append = appends.remove(new Key(frame.kind(), frame.term(), frame.sequence()));
    if (append != null) {
      append.result().complete(append.sequence());
    }
  }

  /** Entries of this term that are in the log may still be committed by the next leader. */
  void leadershipLost(long term) {
    for (Append append : appends.values()) {
      if (append.term() == term && append.inLog()) {
        remove(append);
        append
            .result()
            .completeExceptionally(
                new CommitUnknownException(
                    "leadership of term "
                        + term
                        + " was lost before "
                        + append
                        + " was committed"));
      }
    }
  }

  void failAll(LogUnavailableException cause) {
    for (Append append : appends.values()) {
      remove(append);
      append
          .result()
          .completeExceptionally(
              append.inLog()
                  ? new CommitUnknownException(
                      "it is not known whether " + append + " was committed", cause)
                  : cause);
    }
  }
}
