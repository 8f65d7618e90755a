package io.drover.log.raft;

import java.util.concurrent.CompletableFuture;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** An entry on its way, from the caller's thread through the submitter to the applying thread. */
final class Append {

  private final EntryFrame.Kind kind;
  private final long term;
  private final long sequence;
  private final ByteString stored;
  private final CompletableFuture<Long> result = new CompletableFuture<>();

  /** Set once Ratis has taken the entry into its log; from then on its fate may be unknown. */
  private volatile boolean inLog;

  Append(EntryFrame frame) {
    this.kind = frame.kind();
    this.term = frame.term();
    this.sequence = frame.sequence();
    this.stored = UnsafeByteOperations.unsafeWrap(frame.encode());
  }

  EntryFrame.Kind kind() {
    return kind;
  }

  long term() {
    return term;
  }

  long sequence() {
    return sequence;
  }

  ByteString stored() {
    return stored;
  }

  CompletableFuture<Long> result() {
    return result;
  }

  boolean inLog() {
    return inLog;
  }

  void enteredLog() {
    inLog = true;
  }

  /** Two leaders may use the same position, never the same term. */
  boolean is(EntryFrame committed) {
    return kind == committed.kind() && term == committed.term() && sequence == committed.sequence();
  }

  @Override
  public String toString() {
    return kind + " " + sequence + " of term " + term;
  }
}
