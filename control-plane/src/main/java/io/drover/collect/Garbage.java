package io.drover.collect;

import io.drover.contract.model.Allocation;
import io.drover.contract.model.Deployment;
import io.drover.contract.model.Evaluation;
import io.drover.contract.model.JobVersion;
import io.drover.contract.model.Node;
import java.util.ArrayList;
import java.util.List;

/** What can be collected, each row as it was when that was found. */
public record Garbage(
    List<Evaluation> evaluations,
    List<Allocation> allocations,
    List<JobVersion> jobs,
    List<Deployment> deployments,
    List<Node> nodes) {

  public Garbage {
    evaluations = List.copyOf(evaluations);
    allocations = List.copyOf(allocations);
    jobs = List.copyOf(jobs);
    deployments = List.copyOf(deployments);
    nodes = List.copyOf(nodes);
  }

  /** How many rows. */
  public int size() {
    return evaluations.size()
        + allocations.size()
        + jobs.size()
        + deployments.size()
        + nodes.size();
  }

  /**
   * The same in parts of at most so many rows, in an order in which nothing is referred to that
   * went before: jobs come after what was theirs.
   */
  public List<Garbage> parts(int rowsMax) {
    List<Garbage> parts = new ArrayList<>();
    slices(allocations, rowsMax)
        .forEach(a -> parts.add(new Garbage(List.of(), a, List.of(), List.of(), List.of())));
    slices(evaluations, rowsMax)
        .forEach(e -> parts.add(new Garbage(e, List.of(), List.of(), List.of(), List.of())));
    slices(jobs, rowsMax)
        .forEach(j -> parts.add(new Garbage(List.of(), List.of(), j, List.of(), List.of())));
    slices(deployments, rowsMax)
        .forEach(d -> parts.add(new Garbage(List.of(), List.of(), List.of(), d, List.of())));
    slices(nodes, rowsMax)
        .forEach(n -> parts.add(new Garbage(List.of(), List.of(), List.of(), List.of(), n)));
    return parts;
  }

  private static <T> List<List<T>> slices(List<T> all, int most) {
    List<List<T>> slices = new ArrayList<>();
    for (int from = 0; from < all.size(); from += most) {
      slices.add(all.subList(from, Math.min(all.size(), from + most)));
    }
    return slices;
  }
}
