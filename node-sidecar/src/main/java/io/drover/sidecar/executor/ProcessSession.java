package io.drover.sidecar.executor;

import io.drover.sidecar.kernel.Descriptor;
import io.drover.sidecar.kernel.KernelException;
import io.drover.sidecar.kernel.Terminal;
import io.drover.sidecar.spawn.Child;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/** A command inside a task as a child of the sidecar. */
final class ProcessSession implements ExecSession {

  // What a terminal takes for the end of its input.
  private static final byte[] END_OF_TRANSMISSION = {4};

  private final InsideTask.Part part;
  private final Descriptor input;
  private final Descriptor output;
  private final Optional<Descriptor> errors;
  private final Optional<Terminal> terminal;
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final ReentrantLock ending = new ReentrantLock();

  /**
   * @param errors nothing where they come with the output
   */
  ProcessSession(
      Child child,
      InsideTask.Part part,
      Descriptor input,
      Descriptor output,
      Optional<Descriptor> errors,
      Optional<Terminal> terminal) {
    this.part = part;
    this.input = input;
    this.output = output;
    this.errors = errors;
    this.terminal = terminal;
    child
        .exit()
        .thenAccept(
            status -> {
              exit.complete(InsideTask.exitCode(status));
              // What it has left running would keep its output open.
              Thread.ofVirtual().start(this::endRest);
            });
  }

  private void endRest() {
    ending.lock();
    try {
      part.close();
    } finally {
      ending.unlock();
    }
  }

  @Override
  public InputStream stdout() {
    return new From(output);
  }

  @Override
  public InputStream stderr() {
    return errors.<InputStream>map(From::new).orElseGet(InputStream::nullInputStream);
  }

  @Override
  public void write(byte[] data) throws IOException {
    try {
      if (!exit.isDone()) {
        input.write(data);
      }
    } catch (KernelException refused) {
      if (!refused.brokenPipe() && !exit.isDone()) {
        throw refused;
      }
    }
  }

  @Override
  public void closeInput() throws IOException {
    if (terminal.isPresent()) {
      write(END_OF_TRANSMISSION);
    } else {
      input.close();
    }
  }

  @Override
  public void resize(int lines, int columns) throws IOException {
    if (terminal.isPresent() && !exit.isDone()) {
      terminal.get().resize(lines, columns);
    }
  }

  @Override
  public CompletableFuture<Integer> exit() {
    return exit;
  }

  @Override
  public void close() {
    endRest();
    input.close();
    output.close();
    errors.ifPresent(Descriptor::close);
  }

  /** Bytes of a descriptor. */
  private static final class From extends InputStream {

    private final Descriptor descriptor;

    From(Descriptor descriptor) {
      this.descriptor = descriptor;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return descriptor.read(into, offset, length, Descriptor.FOREVER);
    }
  }
}
