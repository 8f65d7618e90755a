package io.drover.schedule;

import io.drover.contract.ids.EvalId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has to be done to bring a job from where it is to where it should be. */
final class Reconciliation {
  /**
   * An allocation to stop.
   *
   * @param status set when its node cannot report it any more
   * @param followUp the evaluation that will come back for it
   */
  record Stop(
      Allocation allocation,
      String description,
      @Nullable ClientStatus status,
      @Nullable EvalId followUp) {}

  /** An allocation that goes on under the new version of its job. */
  record InPlace(Allocation allocation, TaskGroup group) {}

  final List<Stop> stops = new ArrayList<>();

  /** Those that take the place of a running allocation; they free what others may need. */
  final List<Placement> replacements = new ArrayList<>();

  final List<Placement> placements = new ArrayList<>();
  final List<InPlace> inPlace = new ArrayList<>();

  /** Allocations that stay what they are, but for something that is noted of them. */
  final List<Allocation> noted = new ArrayList<>();

  /** Evaluations that come back for what is not due yet. */
  final List<Evaluation> followUps = new ArrayList<>();

  final Desired desired = new Desired();

  void stop(Allocation allocation, String description) {
    stops.add(new Stop(allocation, description, null, null));
  }

  void lose(Allocation allocation, @Nullable EvalId followUp) {
    stops.add(new Stop(allocation, Descriptions.LOST, ClientStatus.LOST, followUp));
  }
}
