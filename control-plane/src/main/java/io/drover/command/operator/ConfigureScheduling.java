package io.drover.command.operator;

import io.drover.command.Command;
import io.drover.command.Context;
import io.drover.command.Outcome;
import io.drover.contract.model.SchedulerConfiguration;
import io.drover.event.SchedulingConfigured;
import io.drover.state.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says how the cluster schedules.
 *
 * @param expectedIndex only if the configuration has not changed since that index; null for anyway
 */
public record ConfigureScheduling(
    SchedulerConfiguration configuration, @Nullable Long expectedIndex)
    implements Command<ConfigureScheduling.Answer> {

  /** Whether it was changed, and as of which index that is known. */
  public record Answer(boolean updated, long index) {}

  @Override
  public Outcome<Answer> decide(Snapshot snapshot, Context context) {
    if (expectedIndex != null && expectedIndex != snapshot.scheduling().modifyIndex()) {
      return Outcome.unchanged(index -> new Answer(false, index));
    }
    return new Outcome<>(
        List.of(new SchedulingConfigured(configuration)), index -> new Answer(true, index));
  }
}
