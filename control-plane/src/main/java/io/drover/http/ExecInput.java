package io.drover.http;

import io.drover.contract.node.v1.TransferToNode;
import io.vertx.core.Context;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a client types, on its way to the node, which draws it. While a few messages wait here the
 * socket is not read, so that the rest waits with the client. Everything but the subscription's
 * methods runs on the socket's event loop.
 */
final class ExecInput implements Flow.Publisher<TransferToNode> {

  /** Few, as each may have 64 KiB; more than none, so that a closed socket is noticed. */
  private static final int WAITING_MAX = 4;

  /** A message of 64 KiB in base64, and its braces. */
  static final int MESSAGE_CHARS_MAX = 128 << 10;

  private final ServerWebSocket socket;
  private final Context context;
  private final Consumer<Failure> refused;
  private final StringBuilder message = new StringBuilder();
  private final Queue<TransferToNode> waiting = new ArrayDeque<>();
  private @Nullable Runnable handshake;
  private Flow.@Nullable Subscriber<? super TransferToNode> subscriber;
  private long wanted;
  private boolean fetching;
  private boolean ended;

  /**
   * Makes the input of a socket.
   *
   * @param refused takes what is wrong with a message
   */
  ExecInput(ServerWebSocket socket, Context context, Consumer<Failure> refused) {
    this.socket = socket;
    this.context = context;
    this.refused = refused;
  }

  /** Begins to read; with a handshake, which has to come first, {@code then} runs after it. */
  void begin(@Nullable Runnable then) {
    handshake = then;
    socket.pause();
    socket.frameHandler(this::frame);
    fetch();
  }

  /** Takes no more messages. */
  void end() {
    ended = true;
    waiting.clear();
  }

  /** True while the socket is read, so that the client's signs of life are seen. */
  boolean reads() {
    return fetching;
  }

  private void fetch() {
    if (!fetching && !ended && waiting.size() < WAITING_MAX) {
      fetching = true;
      socket.fetch(1);
    }
  }

  private void frame(WebSocketFrame frame) {
    if (ended || !(frame.isText() || frame.isContinuation() || frame.isBinary())) {
      return;
    }
    fetching = false;
    message.append(frame.textData());
    if (message.length() > MESSAGE_CHARS_MAX) {
      refused.accept(new Failure(400, "a message is larger than 128 KiB"));
      return;
    }
    if (frame.isFinal()) {
      String text = message.toString();
      message.setLength(0);
      take(text);
    }
    fetch();
  }

  private void take(String text) {
    try {
      Runnable first = handshake;
      if (first != null) {
        ExecFrames.requireHandshake(text);
        handshake = null;
        first.run();
        return;
      }
      waiting.addAll(ExecFrames.toNode(text));
    } catch (Failure failure) {
      refused.accept(failure);
    }
    give();
  }

  private void give() {
    while (subscriber != null && wanted > 0 && !waiting.isEmpty()) {
      wanted--;
      subscriber.onNext(waiting.remove());
    }
    fetch();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super TransferToNode> node) {
    node.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            context.runOnContext(
                nothing -> {
                  subscriber = node;
                  wanted += n;
                  give();
                });
          }

          @Override
          public void cancel() {
            context.runOnContext(nothing -> end());
          }
        });
  }
}
