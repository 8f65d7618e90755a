package io.drover.command;

import io.drover.contract.ids.Digest;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.JobVersion;
import io.drover.state.Snapshot;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A command that was made from what a job was. It is carried out if the job still is that;
 * otherwise the answer is absent, and the command has to be made again.
 *
 * @param base the job's document then, null if there was no job
 */
public record OnBase<R>(JobKey job, @Nullable Digest base, Command<R> command)
    implements Command<Optional<R>> {

  @Override
  public Outcome<Optional<R>> decide(Snapshot snapshot, Context context) throws Refusal {
    JobVersion current = snapshot.job(job);
    if (!Objects.equals(current == null ? null : current.digest(), base)) {
      return Outcome.unchanged(index -> Optional.empty());
    }
    Outcome<R> outcome = command.decide(snapshot, context);
    return new Outcome<>(outcome.events(), index -> Optional.of(outcome.answer().apply(index)));
  }
}
