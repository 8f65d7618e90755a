package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;

/** What is run when a template has changed. */
@RecordBuilder
public record ChangeScript(String command, List<String> args, Duration timeout, boolean failOnError)
    implements ChangeScriptBuilder.With {

  public ChangeScript {
    command = Copies.text(command);
    args = Copies.list(args);
    timeout = timeout == null ? Duration.ZERO : timeout;
  }
}
