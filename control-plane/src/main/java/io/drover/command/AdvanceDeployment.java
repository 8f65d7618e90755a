package io.drover.command;

import io.drover.contract.ids.AllocId;
import io.drover.contract.model.DesiredTransition;
import io.drover.event.AllocationsMarked;
import io.drover.state.Snapshot;
import java.util.Map;
import java.util.TreeMap;

/**
 * Does what a deployment calls for by itself: it fails, is promoted, or its job is evaluated so
 * that it goes on. What it calls for is looked up in the newest state, so that a command that comes
 * late or twice does no harm. The answer says whether something was done.
 *
 * @param evaluate false while evaluations are still collected
 */
public record AdvanceDeployment(String deployment, boolean evaluate) implements Command<Boolean> {

  @Override
  public Outcome<Boolean> decide(Snapshot snapshot, Context context) throws Refusal {
    DeploymentReview review =
        DeploymentReview.of(snapshot, snapshot.deployment(deployment), context::job, context.now());
    if (review.failure() != null) {
      return did(
          step(snapshot, context).fail(review.failure().description(), review.failure().revert()));
    }
    if (review.promotable()) {
      DeploymentStep step = step(snapshot, context);
      step.promote(step.deployment().taskGroups().keySet());
      return did(step.evaluated());
    }
    if (evaluate && review.evaluates()) {
      DeploymentStep step = step(snapshot, context);
      if (!review.replaceable().isEmpty()) {
        Map<String, DesiredTransition> marks = new TreeMap<>();
        for (AllocId id : review.replaceable()) {
          marks.put(id.value(), new DesiredTransition(null, true, null, null));
        }
        step.add(new AllocationsMarked(marks, context.nowNanos()));
      }
      return did(step.evaluated());
    }
    return Outcome.unchanged(index -> false);
  }

  private DeploymentStep step(Snapshot snapshot, Context context) throws Refusal {
    return DeploymentStep.of(snapshot, context, deployment, "advance");
  }

  private static Outcome<Boolean> did(Outcome<DeploymentAnswer> outcome) {
    return new Outcome<>(outcome.events(), index -> true);
  }
}
