package io.drover.contract.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where one task of an allocation stands, with its newest events. */
@RecordBuilder
public record TaskState(
    TaskPhase state,
    boolean failed,
    long restarts,
    @Nullable Instant lastRestart,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    List<TaskEvent> events)
    implements TaskStateBuilder.With {

  public TaskState {
    events = Copies.list(events);
  }

  /** True when the task ended and did not fail. */
  @JsonIgnore
  public boolean successful() {
    return state == TaskPhase.DEAD && !failed;
  }

  /** What Nomad keeps of a task that runs elsewhere than on its node; nothing does here. */
  @JsonProperty(value = "TaskHandle", access = JsonProperty.Access.READ_ONLY)
  public @Nullable Object taskHandle() {
    return null;
  }
}
