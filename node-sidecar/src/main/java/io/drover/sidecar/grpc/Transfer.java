package io.drover.sidecar.grpc;

import io.drover.contract.node.v1.NodeRequest;
import io.drover.contract.node.v1.NodeSessionGrpc;
import io.drover.contract.node.v1.TransferBegin;
import io.drover.contract.node.v1.TransferEnd;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bytes of one request on their way, in both directions. Sending waits until the connection
 * takes more, and a message is asked for when the one before has been dealt with; what the other
 * side sends beyond that waits there, but for one flow-control window.
 */
final class Transfer
    implements ClientResponseObserver<TransferFromNode, TransferToNode>, AutoCloseable {

  private final BlockingQueue<Optional<TransferToNode>> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ready = lock.newCondition();
  private ClientCallStreamObserver<TransferFromNode> stream;
  private boolean asked = true;
  private boolean closing;

  @SuppressWarnings("NullAway.Init") // gRPC calls beforeStart within the call of transfer().
  private Transfer() {}

  /** Opens the call and names the request in it. */
  static Transfer open(Channel channel, NodeRequest request) {
    Transfer transfer = new Transfer();
    // What arrives is put into a queue at once, which needs no thread of its own.
    NodeSessionGrpc.newStub(channel).withExecutor(Runnable::run).transfer(transfer);
    transfer.stream.onNext(
        TransferFromNode.newBuilder()
            .setBegin(
                TransferBegin.newBuilder()
                    .setRequestId(request.getRequestId())
                    .setTransferKey(request.getTransferKey()))
            .build());
    return transfer;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<TransferFromNode> started) {
    stream = started;
    started.disableAutoRequestWithInitial(1);
    started.setOnReadyHandler(this::wake);
  }

  private void wake() {
    lock.lock();
    try {
      ready.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Sends when the connection has room; false when the transfer is over or ends. */
  boolean send(TransferFromNode message) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!over.isDone() && !closing && !stream.isReady()) {
        ready.await();
      }
      boolean open = !over.isDone() && !closing;
      if (open) {
        stream.onNext(message);
      }
      return open;
    } finally {
      lock.unlock();
    }
  }

  /** The next message of the other side; nothing when the transfer is over. For one thread. */
  Optional<TransferToNode> receive() throws InterruptedException {
    if (!asked) {
      stream.request(1);
    }
    asked = false;
    return received.take();
  }

  /** Says how it ended, and waits until the other side has read that. */
  void end(TransferEnd end) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!over.isDone() && !closing) {
        closing = true;
        stream.onNext(TransferFromNode.newBuilder().setEnd(end).build());
        stream.onCompleted();
      }
      ready.signalAll();
      while (!over.isDone()) {
        ready.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Completed when it has ended, by whichever side. */
  CompletableFuture<Void> over() {
    return over;
  }

  @Override
  public void onNext(TransferToNode message) {
    received.add(Optional.of(message));
  }

  @Override
  public void onError(Throwable broken) {
    finished();
  }

  @Override
  public void onCompleted() {
    finished();
  }

  private void finished() {
    over.complete(null);
    received.add(Optional.empty());
    wake();
  }

  /** Cancels it unless it has ended. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!over.isDone()) {
        stream.cancel("the node has ended the request", null);
      }
    } finally {
      lock.unlock();
    }
  }
}
