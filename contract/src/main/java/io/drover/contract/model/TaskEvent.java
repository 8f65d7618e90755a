package io.drover.contract.model;

import io.drover.contract.json.KeepEmpty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;

/** Something that happened to a task; Time is Unix nanoseconds. Source: objects.md 4.1. */
@RecordBuilder
public record TaskEvent(
    String type,
    long time,
    String message,
    String displayMessage,
    @KeepEmpty Map<String, String> details,
    boolean failsTask,
    int exitCode,
    int signal,
    String killReason,
    long startDelay,
    String restartReason)
    implements TaskEventBuilder.With {

  public TaskEvent {
    type = Copies.text(type);
    message = Copies.text(message);
    displayMessage = Copies.text(displayMessage);
    details = Copies.map(details);
    killReason = Copies.text(killReason);
    restartReason = Copies.text(restartReason);
  }
}
