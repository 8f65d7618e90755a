package io.drover.http;

import io.drover.contract.node.v1.TransferEnd;
import io.drover.contract.node.v1.TransferFromNode;
import io.drover.contract.node.v1.TransferToNode;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One command beside a task: its websocket on one side, the node on the other. Output is drawn from
 * the node no faster than the socket takes it. Everything runs on the socket's event loop.
 */
final class ExecSession {

  private static final int NORMAL = 1000;
  private static final int POLICY = 1008;
  private static final int INTERNAL = 1011;

  /** What a close frame has room for behind its code. */
  private static final int REASON_BYTES_MAX = 123;

  /** Keeps proxies from taking a command that says nothing for a dead connection. */
  private static final long PING_MILLIS = 10_000;

  /** As long without a pong: the client is gone. */
  private static final long GONE_SECONDS = 60;

  private final Vertx vertx;
  private final Context context;
  private final ServerWebSocket socket;
  private final boolean tty;
  private final Runnable ended;
  private final ExecInput input;
  private final long pings;
  private Flow.@Nullable Subscription output;
  private long heardNanos = System.nanoTime();
  private boolean stdoutOpen = true;
  private boolean stderrOpen;
  private boolean over;

  /**
   * Takes over a socket.
   *
   * @param ended runs once, when nothing of this is left
   */
  ExecSession(Vertx vertx, ServerWebSocket socket, boolean tty, Runnable ended) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.socket = socket;
    this.tty = tty;
    this.ended = ended;
    this.stderrOpen = !tty;
    this.input = new ExecInput(socket, context, this::refuse);
    this.pings = vertx.setPeriodic(PING_MILLIS, tick -> ping());
    socket.closeHandler(closed -> end());
    socket.exceptionHandler(broken -> end());
    socket.pongHandler(pong -> heardNanos = System.nanoTime());
  }

  /** Waits for the client's handshake if it announced one, then asks the node. */
  void begin(
      boolean handshake,
      Function<Flow.Publisher<TransferToNode>, Flow.Publisher<TransferFromNode>> run) {
    if (handshake) {
      input.begin(() -> run(run));
    } else {
      input.begin(null);
      run(run);
    }
  }

  private void run(Function<Flow.Publisher<TransferToNode>, Flow.Publisher<TransferFromNode>> run) {
    try {
      Multi.createFrom()
          .publisher(run.apply(input))
          .emitOn(step -> context.runOnContext(nothing -> step.run()), 1)
          .subscribe()
          .withSubscriber(new Output());
    } catch (Failure failure) {
      refuse(failure);
    }
  }

  private void ping() {
    long silent = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - heardNanos);
    if (!input.reads()) {
      heardNanos = System.nanoTime(); // What is not read cannot be heard.
    } else if (silent > GONE_SECONDS) {
      close(INTERNAL, "the client does not answer");
      return;
    }
    socket.writePing(Buffer.buffer("drover"));
  }

  private void refuse(Failure failure) {
    close(failure.status() == 500 ? INTERNAL : POLICY, failure.text());
  }

  private void close(int code, String reason) {
    if (!over) {
      socket.close((short) code, shortened(reason));
      end();
    }
  }

  private void end() {
    if (over) {
      return;
    }
    over = true;
    vertx.cancelTimer(pings);
    input.end();
    if (output != null) {
      output.cancel();
    }
    ended.run();
    if (!socket.isClosed()) {
      // A close frame of the client can only be seen by who reads on.
      socket.frameHandler(ignored -> {});
      socket.resume();
    }
  }

  /** The reason, cut at a character's end to what a close frame holds. */
  static String shortened(String reason) {
    String text = reason;
    while (text.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES_MAX) {
      text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
    }
    return text;
  }

  private final class Output implements Flow.Subscriber<TransferFromNode> {
    @Override
    public void onSubscribe(Flow.Subscription given) {
      if (over) {
        given.cancel();
        return;
      }
      output = given;
      given.request(1);
    }

    @Override
    public void onNext(TransferFromNode message) {
      if (over) {
        return;
      }
      switch (message.getBodyCase()) {
        case STDOUT -> socket.writeTextMessage(ExecFrames.output("stdout", message.getStdout()));
        case STDERR -> socket.writeTextMessage(ExecFrames.output("stderr", message.getStderr()));
        case STDOUT_CLOSED -> stdoutClosed();
        case STDERR_CLOSED -> stderrClosed();
        case END -> exited(message.getEnd());
        case BEGIN, FILE, BODY_NOT_SET -> {}
      }
      if (over) {
        return;
      }
      if (socket.writeQueueFull()) {
        socket.drainHandler(room -> next());
      } else {
        next();
      }
    }

    private void next() {
      if (output != null && !over) {
        output.request(1);
      }
    }

    private void stdoutClosed() {
      if (stdoutOpen) {
        stdoutOpen = false;
        socket.writeTextMessage(ExecFrames.closed("stdout"));
      }
    }

    private void stderrClosed() {
      if (stderrOpen) {
        stderrOpen = false;
        socket.writeTextMessage(ExecFrames.closed("stderr"));
      }
    }

    private void exited(TransferEnd end) {
      if (!end.getExited()) {
        close(INTERNAL, "the node did not tell how the command ended");
        return;
      }
      stderrClosed();
      stdoutClosed();
      socket.writeTextMessage(ExecFrames.exited(end));
      close(NORMAL, "");
    }

    @Override
    public void onError(Throwable error) {
      if (!over) {
        Errors.Told told = Errors.expected(error);
        refuse(
            told == null
                ? new Failure(500, String.valueOf(error.getMessage()))
                : new Failure(told.status(), told.text()));
      }
    }

    @Override
    public void onComplete() {
      close(INTERNAL, "the node did not tell how the command ended");
    }
  }
}
