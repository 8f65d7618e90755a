package io.drover.jobspec;

import io.drover.jobspec.hcl.Diagnostic;
import java.util.List;

/** A job file that gives no job. The message is what Nomad prints behind its own prefix. */
public final class JobFileException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<Diagnostic> diagnostics;

  public JobFileException(String message, List<Diagnostic> diagnostics) {
    super(message);
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** Everything that was found wrong; may be empty where the message is not about a place. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** The message, which is never null. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
