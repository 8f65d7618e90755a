package io.drover.http.query;

import io.drover.contract.model.Namespace;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodePool;
import io.drover.contract.model.SchedulerConfiguration;
import io.drover.http.Body;
import io.drover.http.render.Jobs;
import io.drover.http.render.JsonOut;
import io.drover.http.render.Nodes;
import io.drover.http.render.Operators;
import io.drover.state.Snapshot;
import io.drover.state.TableName;
import io.drover.state.Topic;
import io.drover.state.Watch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads of what operators decide for the whole cluster. What is built in is of index 1. */
public final class OperatorQueries {

  private static final long BUILT_IN = 1;

  private OperatorQueries() {}

  private static long index(Snapshot snapshot, TableName table) {
    return Math.max(BUILT_IN, snapshot.tableIndex(table));
  }

  /** How the cluster schedules. */
  public record Scheduling() implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      SchedulerConfiguration now = snapshot.scheduling();
      SchedulerConfiguration shown =
          now.modifyIndex() == 0 ? now.withCreateIndex(BUILT_IN).withModifyIndex(BUILT_IN) : now;
      return Result.json(shown.modifyIndex(), Operators.scheduling(shown));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.table(TableName.SCHEDULER_CONFIGURATION));
    }
  }

  /** The namespaces by name. */
  public record Namespaces(ReadParams params) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      List<Namespace> found =
          Operators.namespaces(snapshot).stream()
              .filter(n -> n.name().startsWith(params.prefix()))
              .toList();
      return Result.json(
          index(snapshot, TableName.NAMESPACES), JsonOut.list(found, Operators::namespace));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.table(TableName.NAMESPACES));
    }
  }

  /** One namespace. */
  public record OneNamespace(String name) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      for (Namespace namespace : Operators.namespaces(snapshot)) {
        if (namespace.name().equals(name)) {
          return Result.json(namespace.modifyIndex(), Operators.namespace(namespace));
        }
      }
      return Result.missing(index(snapshot, TableName.NAMESPACES), "Namespace not found");
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.of(Topic.NAMESPACE, name));
    }
  }

  /** The node pools by name. */
  public record NodePools(ReadParams params, Rows rows) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      List<NodePool> found =
          Operators.nodePools(snapshot).stream()
              .filter(pool -> pool.name().startsWith(params.prefix()))
              .toList();
      Rows.Page<NodePool> page =
          rows.page(params.reverse() ? found.reversed() : found, p -> p, NodePool::name, this::at);
      return new Result(
          index(snapshot, TableName.NODE_POOLS),
          200,
          Body.json(JsonOut.list(page.rows(), Operators::nodePool)),
          page.nextToken());
    }

    private boolean at(NodePool pool) {
      int order = pool.name().compareTo(params.nextToken());
      return params.reverse() ? order <= 0 : order >= 0;
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.table(TableName.NODE_POOLS));
    }
  }

  /** One node pool. */
  public record OneNodePool(String name) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      NodePool pool = Operators.nodePool(snapshot, name);
      return pool == null
          ? Result.missing(index(snapshot, TableName.NODE_POOLS), "node pool not found")
          : Result.json(pool.modifyIndex(), Operators.nodePool(pool));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.of(Topic.NODE_POOL, name));
    }
  }

  /** The nodes of a pool, by id. */
  public record NodesOf(String pool, Rows rows, boolean resources, boolean os) implements Query {

    /** Reads the parameters that only this list has. */
    public static NodesOf of(String pool, ReadParams params) {
      String error = "Failed to parse node list fields: ";
      return new NodesOf(
          pool,
          Rows.of(params),
          params.args().bool("resources", false, 400, error),
          params.args().bool("os", false, 400, error));
    }

    @Override
    public Result run(Snapshot snapshot) {
      @Nullable NodePool known = Operators.nodePool(snapshot, pool);
      if (known == null) {
        return Result.none(0, "");
      }
      List<Node> found =
          snapshot.nodes().rows().stream()
              .filter(node -> pool.equals(NodePool.ALL) || node.nodePool().equals(pool))
              .toList();
      Rows.Page<Node> page = rows.page(found, Nodes::datum, node -> node.id().value());
      return new Result(
          snapshot.tableIndex(TableName.NODES),
          200,
          Body.json(JsonOut.list(page.rows(), node -> Nodes.row(node, resources, os))),
          page.nextToken());
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.table(TableName.NODES), Watch.table(TableName.NODE_POOLS));
    }

    @Override
    public boolean costly() {
      return true;
    }
  }

  /** The jobs that ask for a pool, by namespace and id. */
  public record JobsOf(String pool, JobQueries.All jobs) implements Query {

    /** Reads the parameters; jobs of any pool are taken from the list of all jobs. */
    public static JobsOf of(String pool, ReadParams params, Jobs jobs) {
      boolean meta = params.args().bool("meta", false, 400, "");
      return new JobsOf(pool, new JobQueries.All(params, Rows.of(params), meta, jobs));
    }

    @Override
    public Result run(Snapshot snapshot) {
      return Operators.nodePool(snapshot, pool) == null
          ? Result.none(0, "")
          : jobs.run(snapshot, job -> job.nodePool().equals(pool));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.table(TableName.JOBS), Watch.table(TableName.NODE_POOLS));
    }

    @Override
    public boolean costly() {
      return true;
    }
  }
}
