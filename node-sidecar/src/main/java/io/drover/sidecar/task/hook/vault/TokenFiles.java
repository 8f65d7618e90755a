package io.drover.sidecar.task.hook.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drover.sidecar.task.hook.TaskContext;
import io.drover.sidecar.task.hook.template.Sandbox;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where a task's token is: for the sidecar in the task's private directory, for the task in its
 * secrets. Both live in memory and end with the task.
 */
final class TokenFiles {

  private static final Path PRIVATE = Path.of("private/vault_token");
  private static final Path SECRET = Path.of("secrets/vault_token");
  private static final Sandbox.Access OURS = new Sandbox.Access(0600, null, null);

  /** The task may run as any user; nobody else gets as far as its secrets. */
  private static final Sandbox.Access THE_TASKS = new Sandbox.Access(0644, null, null);

  private final Sandbox directory;
  private final boolean hidden;

  /**
   * @param hidden the task gets no file
   */
  TokenFiles(TaskContext task, boolean hidden) {
    this.directory = new Sandbox(task.taskDirectory());
    this.hidden = hidden;
  }

  /** The token that an earlier sidecar has written, or an empty text. */
  String recover() throws IOException {
    try {
      return new String(directory.read(PRIVATE), UTF_8);
    } catch (NoSuchFileException none) {
      return "";
    }
  }

  void write(String token) throws IOException {
    byte[] content = token.getBytes(UTF_8);
    directory.write(PRIVATE, content, OURS);
    if (!hidden) {
      directory.write(SECRET, content, THE_TASKS);
    }
  }
}
