package io.drover.sidecar.drivers;

import io.drover.sidecar.executor.ExecSession;
import io.drover.sidecar.kernel.Signals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A command inside a mock task: writes what the task's exec_command says. The one command that it
 * knows, "showinput", tells what it was given.
 */
final class MockSession implements ExecSession {

  private final Stream stdout = new Stream();
  private final Stream stderr = new Stream();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final CompletableFuture<String> input = new CompletableFuture<>();
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();

  static MockSession start(MockCommand configured, List<String> command, boolean tty) {
    MockSession session = new MockSession();
    if (command.equals(List.of("showinput"))) {
      session.input.thenAccept(
          given ->
              session.run(
                  new MockCommand(
                      Duration.ofMillis(1),
                      0,
                      0,
                      "",
                      "",
                      new MockCommand.Output(
                          "TTY: " + tty + "\nStdin:\n" + given + "\n", 0, Duration.ZERO),
                      new MockCommand.Output("", 0, Duration.ZERO))));
    } else {
      session.run(configured);
    }
    return session;
  }

  private void run(MockCommand command) {
    CompletableFuture<Void> time =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, command.runFor().toNanos(), TimeUnit.NANOSECONDS);
    CompletableFuture.allOf(
            time,
            MockOutput.write(command.stdout(), stdout::put, exit::isDone),
            MockOutput.write(command.stderr(), stderr::put, exit::isDone))
        .whenComplete((done, failure) -> finish(command));
  }

  private void finish(MockCommand command) {
    stdout.end();
    stderr.end();
    if (command.exitMessage().isEmpty()) {
      exit.complete(command.exitSignal() > 0 ? 128 + command.exitSignal() : command.exitCode());
    } else {
      exit.completeExceptionally(new IOException(command.exitMessage()));
    }
  }

  @Override
  public InputStream stdout() {
    return stdout;
  }

  @Override
  public InputStream stderr() {
    return stderr;
  }

  @Override
  public void write(byte[] data) {
    read.writeBytes(data);
  }

  @Override
  public void closeInput() {
    input.complete(read.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void resize(int lines, int columns) {
    // There is no terminal.
  }

  @Override
  public CompletableFuture<Integer> exit() {
    return exit;
  }

  @Override
  public void close() {
    stdout.end();
    stderr.end();
    exit.complete(128 + Signals.KILL);
  }

  /** What was written and not read yet. */
  private static final class Stream extends InputStream {

    private static final byte[] END = new byte[0];
    private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
    private byte[] current = END;
    private int next;
    private boolean ended;

    void put(String text) {
      waiting.add(text.getBytes(StandardCharsets.UTF_8));
    }

    void end() {
      waiting.add(END);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (next == current.length) {
        if (ended) {
          return -1;
        }
        try {
          current = waiting.take();
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted", interrupted);
        }
        next = 0;
        ended = current.length == 0;
      }
      int count = Math.min(length, current.length - next);
      System.arraycopy(current, next, into, from, count);
      next += count;
      return count;
    }
  }
}
