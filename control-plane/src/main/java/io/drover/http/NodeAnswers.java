package io.drover.http;

import io.drover.contract.ids.NodeId;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.http.port.NodeRequests;
import io.drover.http.query.Args;
import io.drover.http.query.EventLoops;
import io.drover.http.query.ReadParams;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

/** Makes HTTP answers of the documents that nodes answer with. */
@Singleton
final class NodeAnswers {

  private final NodeRequests nodes;

  @Inject
  NodeAnswers(NodeRequests nodes) {
    this.nodes = nodes;
  }

  /** The node's document as it is. */
  Uni<Response> document(RoutingContext context, NodeId node, NodeRequest request) {
    return answer(context, node, request, Body.EMPTY);
  }

  /** The same, with what to answer if the node had none to give. */
  Uni<Response> answer(RoutingContext context, NodeId node, NodeRequest request, Body otherwise) {
    HttpServerRequest http = context.request();
    boolean pretty = ReadParams.pretty(Args.of(http.query()));
    return Uni.createFrom()
        .completionStage(() -> nodes.ask(node, request))
        .emitOn(EventLoops.of(context)) // Nodes are answered on the threads of their sessions.
        .onItem()
        .transform(
            json ->
                Answers.plain(http, 200, json.length == 0 ? otherwise : Body.json(json), pretty));
  }
}
