package io.drover.sidecar.executor;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;

/**
 * A command that runs inside a task for as long as somebody listens: same user, environment,
 * namespaces and cgroup. Reading slowly holds the command back, and so does a command that does not
 * read its input.
 */
public interface ExecSession extends AutoCloseable {

  /** Its output; with a terminal everything comes here. */
  InputStream stdout();

  /** Its errors; at its end from the beginning with a terminal. */
  InputStream stderr();

  /** Gives it input; blocks while it reads none. Input for a command that has ended is dropped. */
  void write(byte[] data) throws IOException;

  /** Its input has ended. */
  void closeInput() throws IOException;

  /** The terminal's new size; does nothing without one. */
  void resize(int lines, int columns) throws IOException;

  /** Completed with its exit code as soon as it ends; 128+n when signal n ended it. */
  CompletableFuture<Integer> exit();

  /** Ends whatever is left of it, with all its children. */
  @Override
  void close();
}
