package io.drover.http;

import io.drover.contract.ids.NodeId;
import io.drover.contract.node.v1.CollectAllocations;
import io.drover.contract.node.v1.HostStatistics;
import io.drover.contract.node.v1.NodeRequest;
import io.drover.http.query.Args;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/**
 * What is asked of a node and of the allocations on it, but for files. Source: http-api.md 2.6.
 * Most of these routes take any method, as they do in Nomad.
 */
@Path("/v1/client")
@Singleton
public class ClientResource {

  private static final String PREFIX = "/v1/client/";
  private static final String ALLOCATION = "allocation/";

  private final ClientTargets targets;
  private final NodeAnswers asked;
  private final AllocationActions allocations;
  private final NodeMetadata metadata;

  @Inject
  ClientResource(
      ClientTargets targets,
      NodeAnswers asked,
      AllocationActions allocations,
      NodeMetadata metadata) {
    this.targets = targets;
    this.asked = asked;
    this.allocations = allocations;
    this.metadata = metadata;
  }

  @GET
  @Path("/{rest:.*}")
  public Uni<Response> get(RoutingContext context) {
    return route(context);
  }

  @PUT
  @Path("/{rest:.*}")
  public Uni<Response> put(RoutingContext context) {
    return route(context);
  }

  @POST
  @Path("/{rest:.*}")
  public Uni<Response> post(RoutingContext context) {
    return route(context);
  }

  @DELETE
  @Path("/{rest:.*}")
  public Uni<Response> delete(RoutingContext context) {
    return route(context);
  }

  private Uni<Response> route(RoutingContext context) {
    HttpServerRequest request = context.request();
    String path = Paths.after(request.path(), PREFIX);
    Args args = Args.of(request.query());
    targets.requireRegion(args);
    return switch (path) {
      case "stats" -> {
        NodeId node = targets.node(args, 404);
        HostStatistics all = HostStatistics.getDefaultInstance();
        yield asked.document(
            context, node, NodeRequest.newBuilder().setHostStatistics(all).build());
      }
      case "gc" -> {
        NodeId node = targets.node(args, 500);
        CollectAllocations all = CollectAllocations.getDefaultInstance();
        yield asked.document(
            context, node, NodeRequest.newBuilder().setCollectAllocations(all).build());
      }
      case "metadata" -> metadata.answer(context, args);
      case String allocation when allocation.startsWith(ALLOCATION) ->
          allocations.act(context, args, allocation.substring(ALLOCATION.length()));
      case String other -> throw new Failure(404, "");
    };
  }
}
