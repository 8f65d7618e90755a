package io.drover.http;

import io.drover.contract.ids.NodeId;
import io.drover.http.query.AllocationQueries;
import io.drover.http.query.NodeQueries;
import io.drover.http.query.Reads;
import io.drover.http.query.Uuids;
import io.drover.http.render.Allocations;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** Nodes. Source: http-api.md 2.2. */
@Path("/v1")
@Singleton
public class NodeResource {

  private static final String ALLOCATIONS = "/allocations";

  private final Reads reads;
  private final Allocations allocations;
  private final NodeWrites writes;

  @Inject
  NodeResource(Reads reads, Allocations allocations, NodeWrites writes) {
    this.reads = reads;
    this.allocations = allocations;
    this.writes = writes;
  }

  @GET
  @Path("/nodes")
  public Uni<Response> list(RoutingContext context) {
    return reads.answer(
        context,
        params -> {
          if (!params.prefix().isEmpty()) {
            Uuids.prefix(params.prefix(), "node lookup failed");
          }
          return NodeQueries.All.of(params);
        });
  }

  @GET
  @Path("/node/{rest:.*}")
  public Uni<Response> get(RoutingContext context) {
    String path = Paths.after(context.request().path(), "/v1/node/");
    if (path.endsWith(ALLOCATIONS)) {
      NodeId id = id(path.substring(0, path.length() - ALLOCATIONS.length()));
      return reads.answer(context, p -> new AllocationQueries.OnNode(id, allocations));
    }
    if (acts(path)) {
      throw new Failure(405, "Invalid method");
    }
    NodeId id = id(path);
    return reads.answer(context, p -> new NodeQueries.One(id));
  }

  @PUT
  @Path("/node/{rest:.*}")
  public Uni<Response> put(RoutingContext context) {
    return write(context);
  }

  @POST
  @Path("/node/{rest:.*}")
  public Uni<Response> post(RoutingContext context) {
    return write(context);
  }

  private Uni<Response> write(RoutingContext context) {
    String path = Paths.after(context.request().path(), "/v1/node/");
    if (path.equals("pools") || path.startsWith("pool/")) {
      throw new Failure(501, "Changing node pools is not implemented yet");
    }
    int slash = path.lastIndexOf('/');
    if (slash < 0 || !acts(path)) {
      throw new Failure(405, "Invalid method");
    }
    NodeId node = id(path.substring(0, slash));
    return switch (path.substring(slash)) {
      case "/evaluate" -> writes.evaluate(context, node);
      case "/drain" -> writes.drain(context, node);
      case "/eligibility" -> writes.eligibility(context, node);
      default -> writes.purge(context, node);
    };
  }

  private static boolean acts(String path) {
    return path.endsWith("/evaluate")
        || path.endsWith("/drain")
        || path.endsWith("/eligibility")
        || path.endsWith("/purge");
  }

  private static NodeId id(String text) {
    if (text.isEmpty()) {
      throw new Failure(500, "missing node ID");
    }
    return new NodeId(Uuids.whole(text, "node lookup failed"));
  }
}
