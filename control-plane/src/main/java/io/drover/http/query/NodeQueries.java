package io.drover.http.query;

import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Node;
import io.drover.http.Body;
import io.drover.http.render.JsonOut;
import io.drover.http.render.Nodes;
import io.drover.state.Snapshot;
import io.drover.state.TableName;
import io.drover.state.Topic;
import io.drover.state.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads of nodes. */
public final class NodeQueries {

  private NodeQueries() {}

  /** One node, whole. */
  public record One(NodeId id) implements Query {
    @Override
    public Result run(Snapshot snapshot) {
      Node node = snapshot.node(id);
      return node == null
          ? Result.missing(snapshot.tableIndex(TableName.NODES), "node not found")
          : Result.json(node.modifyIndex(), Nodes.whole(node));
    }

    @Override
    public List<Watch> watches() {
      return List.of(Watch.of(Topic.NODE, id.value()));
    }
  }

  /** The list of nodes by id. */
  public record All(ReadParams params, Rows rows, boolean resources, boolean os) implements Query {

    /** Reads the parameters that only this list has. */
    public static All of(ReadParams params) {
      String error = "Failed to parse node list fields: ";
      return new All(
          params,
          Rows.of(params),
          params.args().bool("resources", false, 400, error),
          params.args().bool("os", false, 400, error));
    }

    @Override
    public Result run(Snapshot snapshot) {
      Rows.Page<Node> page =
          rows.page(candidates(snapshot), Nodes::datum, node -> node.id().value());
      byte[] json = JsonOut.list(page.rows(), node -> Nodes.row(node, resources, os));
      return new Result(
          snapshot.tableIndex(TableName.NODES), 200, Body.json(json), page.nextToken());
    }

    private Iterable<Node> candidates(Snapshot snapshot) {
      if (params.prefix().isEmpty()) {
        return snapshot.nodes().rows();
      }
      String prefix = Uuids.prefix(params.prefix(), "node lookup failed");
      List<Node> found = new ArrayList<>();
      for (Node node : snapshot.nodes().from(new NodeId(prefix)).rows()) {
        if (!node.id().value().startsWith(prefix)) {
          break;
        }
        found.add(node);
      }
      return found;
    }

    @Override
    public List<Watch> watches() {
      return params.prefix().isEmpty()
          ? List.of(Watch.table(TableName.NODES))
          : List.of(Watch.prefix(Topic.NODE, params.prefix().toLowerCase(Locale.ROOT)));
    }

    @Override
    public boolean costly() {
      return true;
    }
  }
}
