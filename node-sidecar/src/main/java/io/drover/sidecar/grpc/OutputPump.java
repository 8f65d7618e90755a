package io.drover.sidecar.grpc;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import org.jboss.logging.Logger;

/**
 * Moves what a command writes into its transfer, on a thread of its own. That is a platform thread:
 * a read from a pipe holds the carrier of a virtual one, of which there are 256 for everything that
 * the sidecar does.
 */
final class OutputPump {

  private static final Logger LOG = Logger.getLogger(OutputPump.class);
  // Two of these for each command that runs over the API.
  private static final int BUFFER_BYTES = 16 * 1024;

  /** Where it goes. */
  interface Sink {
    /** False when nobody takes it any more. */
    boolean send(ByteString data) throws InterruptedException;

    void closed() throws InterruptedException;
  }

  private final InputStream from;
  private final Sink sink;
  private final Thread thread;
  private volatile boolean waiting;
  private volatile long moved;

  OutputPump(String name, InputStream from, Sink sink) {
    this.from = from;
    this.sink = sink;
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  private void run() {
    try {
      copy();
      sink.closed();
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    }
  }

  private void copy() throws InterruptedException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      while (true) {
        waiting = true;
        int read = from.read(buffer);
        waiting = false;
        if (read < 0 || !sink.send(ByteString.copyFrom(buffer, 0, read))) {
          return;
        }
        moved += read;
      }
    } catch (IOException ended) {
      // A terminal whose other side is gone ends with an error, not with an end of file.
      LOG.debugf("output of a command: %s", ended.getMessage());
    }
  }

  /** Whether there is nothing to move just now. */
  boolean waiting() {
    return waiting;
  }

  boolean ended() {
    return !thread.isAlive();
  }

  /** Bytes until now. */
  long moved() {
    return moved;
  }

  /** Waits for its end; false when it did not come in time. */
  boolean join(long millis) throws InterruptedException {
    return thread.join(java.time.Duration.ofMillis(millis));
  }

  void interrupt() {
    thread.interrupt();
  }
}
