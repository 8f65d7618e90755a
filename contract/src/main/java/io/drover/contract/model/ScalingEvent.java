package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * That a group was scaled, or that somebody tried or wanted to say something about it. Time is Unix
 * nanoseconds. Source: objects.md 1.16.
 *
 * @param count the count asked for, null if the event is only a note
 * @param previousCount the count when the event came
 * @param evalId the evaluation that it led to, null if none
 */
@RecordBuilder
public record ScalingEvent(
    long time,
    @Nullable Long count,
    long previousCount,
    String message,
    boolean error,
    Map<String, Object> meta,
    @Nullable String evalId,
    long createIndex)
    implements ScalingEventBuilder.With {

  public ScalingEvent {
    message = Copies.text(message);
    meta = Copies.map(meta);
  }
}
