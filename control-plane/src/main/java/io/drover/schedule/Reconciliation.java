package io.drover.schedule;

import io.drover.contract.ids.EvalId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.ClientStatus;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What has to be done to bring a job from where it is to where it should be. */
final class Reconciliation {
  /** An allocation to stop; the status is set when its node cannot report it any more. */
  record Stop(Allocation allocation, String description, @Nullable ClientStatus status) {}

  /** An allocation of an older version that may go on, or has to be replaced. */
  record Update(Allocation allocation, TaskGroup group, boolean destructive) {}

  final List<Stop> stops = new ArrayList<>();
  final List<Placement> placements = new ArrayList<>();
  final List<Update> updates = new ArrayList<>();

  /** Evaluations that come back for what is not due yet. */
  final List<Evaluation> followUps = new ArrayList<>();

  /** Failed allocations that wait for one of them. */
  final Map<Allocation, EvalId> waiting = new TreeMap<>((a, b) -> a.id().compareTo(b.id()));
}
