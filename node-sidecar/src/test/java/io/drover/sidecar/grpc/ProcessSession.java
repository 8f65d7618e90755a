package io.drover.sidecar.grpc;

import io.drover.sidecar.executor.ExecSession;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A shell script as a plain process of this machine, in place of a command inside a task. Its
 * output comes through FIFOs, which whatever it leaves in the background keeps open.
 */
final class ProcessSession implements ExecSession {

  final List<String> sizes = new CopyOnWriteArrayList<>();
  private final Process process;
  private final InputStream stdout;
  private final InputStream stderr;

  ProcessSession(String script) {
    try {
      Path directory = Files.createTempDirectory("session");
      Path out = directory.resolve("out");
      Path err = directory.resolve("err");
      new ProcessBuilder("mkfifo", out.toString(), err.toString()).start().waitFor();
      process =
          new ProcessBuilder("setsid", "sh", "-c", "exec >" + out + " 2>" + err + "\n" + script)
              .start();
      stdout = new FileInputStream(out.toFile());
      stderr = new FileInputStream(err.toFile());
      Files.delete(out);
      Files.delete(err);
      Files.delete(directory);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  boolean alive() {
    return process.isAlive();
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

  /** Ends its whole process group, which setsid made. */
  @Override
  public void close() {
    try {
      new ProcessBuilder("kill", "-KILL", "--", "-" + process.pid()).start().waitFor();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
