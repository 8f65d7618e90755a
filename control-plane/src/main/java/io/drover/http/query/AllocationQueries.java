package io.drover.http.query;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.EvalId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.http.Body;
import io.drover.http.render.Allocations;
import io.drover.http.render.JsonOut;
import io.drover.state.Snapshot;
import io.drover.state.TableName;
import io.drover.state.Topic;
import io.drover.state.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads of allocations. */
public final class AllocationQueries {

  private AllocationQueries() {}

  /** One allocation, whole. */
  public record One(AllocId id, Allocations allocations) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      Allocation found = snapshot.allocation(id);
      return found == null
          ? Result.missing(snapshot.tableIndex(TableName.ALLOCATIONS), "alloc not found")
          : Result.json(found.modifyIndex(), allocations.whole(snapshot, found));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.of(Topic.ALLOCATION, id.value()));
    }
  }

  /** What an allocation has registered as services: nothing yet, there is no catalogue of them. */
  public record Services(AllocId id) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      Allocation found = snapshot.allocation(id);
      return found == null
          ? Result.missing(snapshot.tableIndex(TableName.ALLOCATIONS), "allocation not found")
          : Result.json(found.modifyIndex(), JsonOut.list(List.of(), none -> new byte[0]));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.of(Topic.ALLOCATION, id.value()));
    }
  }

  /** The list of allocations by creation, or by id if their ids' beginning is given. */
  public record All(
      ReadParams params, Rows rows, boolean resources, boolean taskStates, Allocations allocations)
      implements Query {

    @Override
    public Result run(Snapshot snapshot) {
      Rows.Page<Allocation> page =
          params.prefix().isEmpty()
              ? rows.pageByCreation(
                  byCreation(snapshot),
                  a -> allocations.datum(snapshot, a),
                  Allocation::createIndex,
                  a -> a.id().value())
              : rows.page(byId(snapshot), a -> allocations.datum(snapshot, a), a -> a.id().value());
      byte[] json = JsonOut.list(page.rows(), a -> allocations.row(a, resources, taskStates));
      return new Result(
          snapshot.tableIndex(TableName.ALLOCATIONS), 200, Body.json(json), page.nextToken());
    }

    private List<Allocation> byCreation(Snapshot snapshot) {
      List<Allocation> found = new ArrayList<>();
      for (AllocId id : snapshot.allocationsByCreation().rows()) {
        Allocation allocation = snapshot.allocation(id);
        if (allocation != null) {
          add(found, allocation);
        }
      }
      return params.reverse() ? found.reversed() : found;
    }

    private List<Allocation> byId(Snapshot snapshot) {
      String prefix = Uuids.prefix(params.prefix(), "alloc lookup failed");
      List<Allocation> found = new ArrayList<>();
      for (Allocation allocation : snapshot.allocations().from(new AllocId(prefix)).rows()) {
        if (!allocation.id().value().startsWith(prefix)) {
          break;
        }
        add(found, allocation);
      }
      return found;
    }

    private void add(List<Allocation> found, Allocation allocation) {
      if (params.allNamespaces() || allocation.namespace().equals(params.namespace())) {
        found.add(allocation);
      }
    }

    @Override
    public List<Watch> watches() {
      return params.prefix().isEmpty()
          ? List.of(Watch.table(TableName.ALLOCATIONS))
          : List.of(Watch.prefix(Topic.ALLOCATION, params.prefix().toLowerCase(Locale.ROOT)));
    }

    @Override
    public boolean costly() {
      return true;
    }
  }

  /** What an evaluation placed. */
  public record ByEvaluation(EvalId evaluation, Allocations allocations) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      return Result.json(
          snapshot.tableIndex(TableName.ALLOCATIONS),
          JsonOut.list(snapshot.allocationsBy(evaluation), a -> allocations.row(a, false, true)));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.of(Topic.EVALUATION_ALLOCATIONS, evaluation.value()));
    }

    @Override
    public boolean costly() {
      return true;
    }
  }

  /** What is on a node, whole. */
  public record OnNode(NodeId node, Allocations allocations) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      return Result.json(
          snapshot.tableIndex(TableName.ALLOCATIONS),
          JsonOut.list(snapshot.allocationsOn(node), a -> allocations.whole(snapshot, a)));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.of(Topic.NODE_ALLOCATIONS, node.value()));
    }

    @Override
    public boolean costly() {
      return true;
    }
  }
}
