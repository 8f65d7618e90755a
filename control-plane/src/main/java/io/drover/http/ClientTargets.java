package io.drover.http;

import io.drover.contract.ids.AllocId;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Allocation;
import io.drover.contract.model.Node;
import io.drover.contract.model.NodeStatus;
import io.drover.http.query.Args;
import io.drover.http.query.GoValues;
import io.drover.http.query.Reads;
import io.drover.http.query.Uuids;
import io.drover.state.Snapshot;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Whom a request to a node concerns. Source: http-api.md 2.6. */
@Singleton
final class ClientTargets {

  private final Reads reads;

  @Inject
  ClientTargets(Reads reads) {
    this.reads = reads;
  }

  /** The allocation of that id, which has to be a whole one. */
  Allocation allocation(String text) {
    if (text.isEmpty()) {
      throw new Failure(400, "must provide a valid alloc id");
    }
    AllocId id = new AllocId(Uuids.whole(text, "alloc lookup failed"));
    Allocation allocation = reads.current().allocation(id);
    if (allocation == null) {
      throw new Failure(404, "Unknown allocation " + GoValues.quote(id.value()));
    }
    return allocation;
  }

  /**
   * The node that the query names. An agent of Nomad means its own when none is named; servers have
   * none of their own, so then it is the only one that is ready.
   *
   * @param unknownStatus the answer's status if there is no such node
   */
  NodeId node(Args args, int unknownStatus) {
    return node(args.text("node_id"), unknownStatus);
  }

  /** The same by an id; empty for none. */
  NodeId node(String text, int unknownStatus) {
    Snapshot now = reads.current();
    if (text.isEmpty()) {
      return onlyReady(now);
    }
    NodeId id = new NodeId(Uuids.whole(text, "node lookup failed"));
    if (now.node(id) == null) {
      throw new Failure(unknownStatus, "Unknown node " + id.value());
    }
    return id;
  }

  private static NodeId onlyReady(Snapshot now) {
    List<NodeId> ready = new ArrayList<>();
    for (Node node : now.nodes().rows()) {
      if (node.status() == NodeStatus.READY) {
        ready.add(node.id());
      }
    }
    if (ready.size() != 1) {
      throw new Failure(400, "No local Node and node_id not provided");
    }
    return ready.getFirst();
  }

  /** Refuses a region that is not ours. */
  void requireRegion(Args args) {
    reads.requireRegion(args.text("region"));
  }
}
