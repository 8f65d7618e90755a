package io.drover.sidecar.grpc.executor;

import com.google.protobuf.ByteString;
import io.drover.contract.executor.v1.ExecExit;
import io.drover.contract.executor.v1.ExecInput;
import io.drover.contract.executor.v1.ExecOutput;
import io.drover.contract.executor.v1.ExecStart;
import io.drover.sidecar.executor.ExecSession;
import io.drover.sidecar.executor.Executor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One streamed command. Input is asked for message by message, so that a command which does not
 * read holds its client back; output waits until the client takes more.
 */
final class ExecCall implements StreamObserver<ExecInput> {

  private static final int CHUNK_BYTES = 16 << 10;
  private static final java.util.concurrent.Executor VIRTUAL =
      task -> Thread.ofVirtual().start(task);

  private final Executor executor;
  private final ServerCallStreamObserver<ExecOutput> to;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ready = lock.newCondition();
  private CompletableFuture<Void> inputs = CompletableFuture.completedFuture(null);
  private volatile @Nullable ExecSession session;
  private boolean over;

  ExecCall(Executor executor, ServerCallStreamObserver<ExecOutput> to) {
    this.executor = executor;
    this.to = to;
    to.disableAutoRequest();
    to.setOnReadyHandler(this::wake);
    to.setOnCancelHandler(this::end);
    to.request(1);
  }

  private void wake() {
    lock.lock();
    try {
      ready.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Input may block, and what a client says after it, that it goes for one, must not wait. */
  @Override
  public void onNext(ExecInput input) {
    inputs = inputs.thenRunAsync(() -> take(input), VIRTUAL);
  }

  private void take(ExecInput input) {
    try {
      ExecSession running = session;
      switch (input.getBodyCase()) {
        case START -> start(input.getStart());
        case STDIN -> need(running).write(input.getStdin().toByteArray());
        case STDIN_CLOSED -> need(running).closeInput();
        case TERMINAL_SIZE ->
            need(running)
                .resize(input.getTerminalSize().getHeight(), input.getTerminalSize().getWidth());
        case BODY_NOT_SET -> throw new IllegalArgumentException("an empty message");
      }
      to.request(1);
    } catch (IOException | RuntimeException failure) {
      fail(failure);
    }
  }

  private static ExecSession need(@Nullable ExecSession session) {
    if (session == null) {
      throw new IllegalArgumentException("the first message must be start");
    }
    return session;
  }

  private void start(ExecStart start) throws IOException {
    if (session != null) {
      throw new IllegalArgumentException("start comes once");
    }
    ExecSession started =
        executor.execStreaming(start.getId(), start.getCommandList(), start.getTty());
    session = started;
    if (to.isCancelled()) {
      end();
      return;
    }
    CompletableFuture<Void> out =
        pump(
            started.stdout(),
            bytes -> ExecOutput.newBuilder().setStdout(bytes).build(),
            ExecOutput.newBuilder().setStdoutClosed(true).build());
    CompletableFuture<Void> err =
        pump(
            started.stderr(),
            bytes -> ExecOutput.newBuilder().setStderr(bytes).build(),
            ExecOutput.newBuilder().setStderrClosed(true).build());
    CompletableFuture.allOf(out, err)
        .thenCombine(started.exit(), (closed, code) -> code)
        .thenAccept(this::finish);
  }

  private interface Wrap {
    ExecOutput of(ByteString bytes);
  }

  private CompletableFuture<Void> pump(InputStream from, Wrap wrap, ExecOutput closed) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                byte[] some = new byte[CHUNK_BYTES];
                for (int count = from.read(some); count >= 0; count = from.read(some)) {
                  send(wrap.of(ByteString.copyFrom(Arrays.copyOf(some, count))));
                }
                send(closed);
                done.complete(null);
              } catch (IOException | RuntimeException failure) {
                fail(failure);
              }
            });
    return done;
  }

  private void send(ExecOutput output) {
    lock.lock();
    try {
      while (!over && !to.isReady() && !to.isCancelled()) {
        ready.awaitUninterruptibly();
      }
      if (!over && !to.isCancelled()) {
        to.onNext(output);
      }
    } finally {
      lock.unlock();
    }
  }

  private void finish(int code) {
    send(ExecOutput.newBuilder().setExit(ExecExit.newBuilder().setExitCode(code)).build());
    lock.lock();
    try {
      if (!over && !to.isCancelled()) {
        to.onCompleted();
      }
    } finally {
      lock.unlock();
    }
    end();
  }

  private void fail(Exception failure) {
    lock.lock();
    try {
      if (!over && !to.isCancelled()) {
        over = true;
        to.onError(EngineService.status(failure).asRuntimeException());
      }
    } finally {
      lock.unlock();
    }
    end();
  }

  @Override
  public void onError(Throwable gone) {
    end();
  }

  @Override
  public void onCompleted() {
    inputs = inputs.thenRunAsync(this::inputEnds, VIRTUAL);
  }

  private void inputEnds() {
    ExecSession running = session;
    if (running == null) {
      fail(new IllegalArgumentException("the first message must be start"));
      return;
    }
    try {
      running.closeInput();
    } catch (IOException failure) {
      fail(failure);
    }
  }

  /** Ends the command, and whoever waits to send. */
  private void end() {
    lock.lock();
    try {
      over = true;
      ready.signalAll();
    } finally {
      lock.unlock();
    }
    ExecSession running = session;
    if (running != null) {
      Thread.ofVirtual().start(running::close);
    }
  }
}
