package io.drover.contract.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/** When failing checks restart their task. */
@RecordBuilder
public record CheckRestart(int limit, Duration grace, boolean ignoreWarnings)
    implements CheckRestartBuilder.With {

  public CheckRestart {
    grace = grace == null ? Duration.ZERO : grace;
  }
}
