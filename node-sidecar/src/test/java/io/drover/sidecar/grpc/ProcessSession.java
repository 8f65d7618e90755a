package io.drover.sidecar.grpc;

import io.drover.sidecar.executor.ExecSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A command as a plain process of this machine, in place of one inside a task. */
final class ProcessSession implements ExecSession {

  final List<String> sizes = new CopyOnWriteArrayList<>();
  private final Process process;

  ProcessSession(String... command) {
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  @Override
  public InputStream stdout() {
    return process.getInputStream();
  }

  @Override
  public InputStream stderr() {
    return process.getErrorStream();
  }

  @Override
  public void write(byte[] data) throws IOException {
    process.getOutputStream().write(data);
    process.getOutputStream().flush();
  }

  @Override
  public void closeInput() throws IOException {
    process.getOutputStream().close();
  }

  @Override
  public void resize(int lines, int columns) {
    sizes.add(lines + "x" + columns);
  }

  @Override
  public CompletableFuture<Integer> exit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
