package io.drover.http;

import com.google.protobuf.ByteString;
import io.drover.contract.ids.NodeId;
import io.drover.contract.node.v1.ChangeMetadata;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.http.query.Args;
import io.drover.http.query.GoValues;
import io.drover.http.render.JsonOut;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Metadata of nodes, which can be changed while they run. The node keeps it; servers learn of it by
 * the node's own description of itself.
 */
@Singleton
final class NodeMetadata {

  private static final Pattern KEY =
      Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]*(\\.[\\p{L}_][\\p{L}\\p{N}_-]*)*");

  private final ClientTargets targets;
  private final NodeAnswers asked;
  private final RequestBody bodies;

  @Inject
  NodeMetadata(ClientTargets targets, NodeAnswers asked, RequestBody bodies) {
    this.targets = targets;
    this.asked = asked;
    this.bodies = bodies;
  }

  /** The body of a change; null removes a key. */
  record Change(@Nullable String nodeId, @Nullable Map<String, @Nullable String> meta) {}

  /** Reads with GET, changes with POST and nothing else. */
  Uni<Response> answer(RoutingContext context, Args args) {
    HttpServerRequest request = context.request();
    if (request.method() == HttpMethod.GET) {
      return ask(context, targets.node(args, 404), ChangeMetadata.newBuilder().setReadOnly(true));
    }
    if (request.method() != HttpMethod.POST) {
      throw new Failure(405, "Invalid method");
    }
    return bodies.with(request, Change.class, change -> change(context, args, change));
  }

  private Uni<Response> change(RoutingContext context, Args args, Change change) {
    Map<String, @Nullable String> meta = change.meta();
    if (meta == null || meta.isEmpty()) {
      throw new Failure(400, "missing required Meta object");
    }
    for (String key : meta.keySet()) {
      if (!KEY.matcher(key).matches()) {
        throw new Failure(
            400,
            GoValues.quote(key)
                + " is invalid; metadata keys must be valid dotted hcl identifiers");
      }
    }
    String named = args.text("node_id");
    String node = named.isEmpty() && change.nodeId() != null ? change.nodeId() : named;
    byte[] json =
        JsonOut.bytes(
            out -> {
              out.writeStartObject();
              for (Map.Entry<String, @Nullable String> entry : meta.entrySet()) {
                out.writeStringField(entry.getKey(), entry.getValue());
              }
              out.writeEndObject();
            });
    return ask(
        context,
        targets.node(node, 404),
        ChangeMetadata.newBuilder().setMetaJson(ByteString.copyFrom(json)));
  }

  private Uni<Response> ask(RoutingContext context, NodeId node, ChangeMetadata.Builder change) {
    return asked.document(
        context, node, NodeRequest.newBuilder().setChangeMetadata(change).build());
  }
}
