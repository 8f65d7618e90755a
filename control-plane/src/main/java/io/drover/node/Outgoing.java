package io.drover.node;

import io.drover.contract.node.v1.ServerMessage;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Messages on their way to a node: any thread may send, and what the connection does not take yet
 * waits here, up to a bound.
 */
final class Outgoing {

  /**
   * As many messages may wait for a node. Desired allocations are coalesced, so only one who asks
   * for much and reads nothing gets here; it loses its session and comes back.
   */
  private static final int WAITING_MAX = 1024;

  private final ServerCallStreamObserver<ServerMessage> call;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock:
  private final Queue<ServerMessage> waiting = new ArrayDeque<>();
  private boolean ending;
  private boolean closed;

  Outgoing(ServerCallStreamObserver<ServerMessage> call) {
    this.call = call;
    call.setOnReadyHandler(this::drain);
  }

  /** Runs when the connection is gone. To be called before the first message. */
  void onGone(Runnable then) {
    call.setOnCancelHandler(
        () -> {
          lock.lock();
          try {
            closed = true;
            waiting.clear();
          } finally {
            lock.unlock();
          }
          then.run();
        });
  }

  void send(ServerMessage message) {
    lock.lock();
    try {
      if (ending || closed) {
        return;
      }
      waiting.add(message);
      drain();
      if (waiting.size() > WAITING_MAX) {
        closed = true;
        waiting.clear();
        call.onError(
            Status.RESOURCE_EXHAUSTED
                .withDescription("the node does not read what it is sent")
                .asRuntimeException());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream after what waits. */
  void end() {
    lock.lock();
    try {
      ending = true;
      drain();
    } finally {
      lock.unlock();
    }
  }

  private void drain() {
    lock.lock();
    try {
      while (!closed && !waiting.isEmpty() && call.isReady()) {
        call.onNext(waiting.remove());
      }
      if (ending && !closed && waiting.isEmpty()) {
        closed = true;
        call.onCompleted();
      }
    } finally {
      lock.unlock();
    }
  }
}
