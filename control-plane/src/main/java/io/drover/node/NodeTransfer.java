package io.drover.node;

import io.drover.command.Refusal;
import io.drover.contract.node.v1.TransferEnd;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one request on their way between a node and the one who asked. Neither direction
 * holds more than a message: as many are asked of the node as the subscriber asks for, and as many
 * of the publisher as the connection to the node takes. The rest waits where it comes from.
 *
 * <p>The lock makes the signals to the subscriber come one after another, whoever causes them: the
 * node, the loss of its session, or a timeout.
 */
final class NodeTransfer {

  private final Flow.Subscriber<? super TransferFromNode> subscriber;
  private final Flow.Publisher<TransferToNode> toNode;
  private final CompletableFuture<Void> begun = new CompletableFuture<>();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock:
  private @Nullable ServerCallStreamObserver<TransferToNode> call;
  private Flow.@Nullable Subscription source;
  private boolean sourceAsked;
  private long wanted;

  NodeTransfer(
      Flow.Subscriber<? super TransferFromNode> subscriber, Flow.Publisher<TransferToNode> toNode) {
    this.subscriber = subscriber;
    this.toNode = toNode;
  }

  /** Tells the subscriber that there is something to ask for. */
  void subscribed() {
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            want(n);
          }

          @Override
          public void cancel() {
            finish(Status.CANCELLED.withDescription("nobody reads any more"), null);
          }
        });
  }

  /**
   * When the transfer has ended, however, tells whether the node did not end it itself; one that
   * does not begin in time ends too.
   */
  void whenEnded(Duration beginWithin, Consumer<Boolean> then) {
    ended.thenAccept(then);
    begun
        .orTimeout(beginWithin.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (done, failure) -> {
              if (failure instanceof TimeoutException) {
                finish(Status.DEADLINE_EXCEEDED, OpenRequests.late(beginWithin));
              }
            });
  }

  /** The node has opened its stream. False if the transfer has begun or ended before. */
  boolean begin(ServerCallStreamObserver<TransferToNode> opened) {
    lock.lock();
    try {
      if (ended.isDone() || call != null) {
        return false;
      }
      call = opened;
      ask(wanted);
      wanted = 0;
    } finally {
      lock.unlock();
    }
    begun.complete(null);
    toNode.subscribe(new Source());
    return true;
  }

  private void want(long n) {
    lock.lock();
    try {
      if (call == null) {
        wanted = n > Long.MAX_VALUE - wanted ? Long.MAX_VALUE : wanted + n;
      } else if (!ended.isDone()) {
        ask(n);
      }
    } finally {
      lock.unlock();
    }
  }

  private void ask(long n) {
    if (call != null && n > 0) {
      call.request((int) Math.min(n, Integer.MAX_VALUE));
    }
  }

  /** A message of the node. */
  void received(TransferFromNode message) {
    lock.lock();
    try {
      if (ended.isDone()) {
        return;
      }
      if (!message.hasEnd()) {
        subscriber.onNext(message);
        return;
      }
      TransferEnd end = message.getEnd();
      if (end.getStatus() == 0) {
        subscriber.onNext(message);
        finish(Status.OK, null);
      } else {
        finish(Status.OK, new Refusal(end.getStatus(), end.getMessage()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** The node's stream is over; without an end before that, the node is gone. */
  void cut() {
    finish(Status.CANCELLED, new Refusal(404, OpenRequests.NO_PATH));
  }

  void failed(int status, String text) {
    finish(Status.UNAVAILABLE, new Refusal(status, text));
  }

  /** The connection to the node takes messages again. */
  void ready() {
    lock.lock();
    try {
      drawOn();
    } finally {
      lock.unlock();
    }
  }

  private void drawOn() {
    if (source != null && call != null && !sourceAsked && !ended.isDone() && call.isReady()) {
      sourceAsked = true;
      source.request(1);
    }
  }

  /** Ends everything, once: the node's stream, the publisher, and the subscriber. */
  private void finish(Status status, @Nullable Refusal failure) {
    Flow.Subscription drawn;
    lock.lock();
    try {
      if (ended.isDone()) {
        return;
      }
      ended.complete(!status.isOk());
      begun.complete(null);
      drawn = source;
      if (call != null && !call.isCancelled()) {
        if (status.isOk()) {
          call.onCompleted();
        } else {
          call.onError(status.asRuntimeException());
        }
      }
      if (failure != null) {
        subscriber.onError(failure);
      } else if (status.isOk()) {
        subscriber.onComplete();
      }
    } finally {
      lock.unlock();
    }
    if (drawn != null) {
      drawn.cancel();
    }
  }

  /** Draws what goes to the node, a message at a time. */
  private final class Source implements Flow.Subscriber<TransferToNode> {
    @Override
    public void onSubscribe(Flow.Subscription given) {
      lock.lock();
      try {
        if (!ended.isDone()) {
          source = given;
          drawOn();
          return;
        }
      } finally {
        lock.unlock();
      }
      given.cancel();
    }

    @Override
    public void onNext(TransferToNode message) {
      lock.lock();
      try {
        sourceAsked = false;
        if (call != null && !ended.isDone() && !call.isCancelled()) {
          call.onNext(message);
          drawOn();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void onError(Throwable failure) {
      finish(
          Status.CANCELLED.withDescription("nobody writes any more"),
          new Refusal(500, String.valueOf(failure.getMessage())));
    }

    @Override
    public void onComplete() {
      // What the node still sends goes on; the end of a command's input is a message of its own.
    }
  }
}
