package io.drover.sidecar.grpc;

import io.drover.contract.node.v1.NodeMessage;
import io.grpc.stub.ClientCallStreamObserver;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sending side of one session. Any thread may send; bulk waits until the connection takes more,
 * so that a slow reader of logs costs no memory.
 */
final class Outbound {

  private final ClientCallStreamObserver<NodeMessage> stream;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ready = lock.newCondition();
  private boolean closed;

  Outbound(ClientCallStreamObserver<NodeMessage> stream) {
    this.stream = stream;
    stream.setOnReadyHandler(this::wake);
  }

  private void wake() {
    lock.lock();
    try {
      ready.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Sends at once; false when the session is over. */
  boolean send(NodeMessage message) {
    lock.lock();
    try {
      if (!closed) {
        stream.onNext(message);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Sends when the connection has room; false when the session is over. */
  boolean sendBulk(NodeMessage message) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && !stream.isReady()) {
        ready.await();
      }
      return send(message);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the session from this side. */
  void close(String reason) {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        stream.cancel(reason, null);
      }
      ready.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The session is over. */
  void ended() {
    lock.lock();
    try {
      closed = true;
      ready.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
