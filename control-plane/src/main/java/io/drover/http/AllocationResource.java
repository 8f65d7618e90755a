package io.drover.http;

import io.drover.command.StopAllocation;
import io.drover.contract.ids.AllocId;
import io.drover.http.query.AllocationQueries;
import io.drover.http.query.GoValues;
import io.drover.http.query.Reads;
import io.drover.http.query.Rows;
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

/** Allocations. Source: http-api.md 2.3. */
@Path("/v1")
@Singleton
public class AllocationResource {

  private final Reads reads;
  private final Allocations allocations;
  private final AllocationActions actions;
  private final Writes writes;

  @Inject
  AllocationResource(
      Reads reads, Allocations allocations, AllocationActions actions, Writes writes) {
    this.writes = writes;
    this.reads = reads;
    this.allocations = allocations;
    this.actions = actions;
  }

  @GET
  @Path("/allocations")
  public Uni<Response> list(RoutingContext context) {
    return reads.answer(
        context,
        params -> {
          if (!params.prefix().isEmpty()) {
            Uuids.prefix(params.prefix(), "alloc lookup failed");
          }
          return new AllocationQueries.All(
              params,
              Rows.of(params),
              params.args().bool("resources"),
              params.args().bool("task_states", true, 500, ""),
              allocations);
        });
  }

  @GET
  @Path("/allocation/{rest:.*}")
  public Uni<Response> get(RoutingContext context) {
    String[] parts = parts(context);
    if (parts.length > 2) {
      throw new Failure(404, "resource not found");
    }
    if (parts.length == 2) {
      return part(context, parts[0], parts[1]);
    }
    return reads.answer(
        context,
        params ->
            new AllocationQueries.One(
                new AllocId(Uuids.whole(parts[0], "alloc lookup failed")), allocations));
  }

  @PUT
  @Path("/allocation/{rest:.*}")
  public Uni<Response> put(RoutingContext context) {
    return write(context);
  }

  @POST
  @Path("/allocation/{rest:.*}")
  public Uni<Response> post(RoutingContext context) {
    return write(context);
  }

  private Uni<Response> part(RoutingContext context, String id, String part) {
    return switch (part) {
      case "stop" -> throw new Failure(405, "Invalid method");
      case "services" -> services(context, id);
      case "checks" -> actions.checks(context, id);
      case String other -> throw new Failure(404, "resource not found");
    };
  }

  private Uni<Response> services(RoutingContext context, String id) {
    return reads.answer(
        context,
        params ->
            new AllocationQueries.Services(new AllocId(Uuids.whole(id, "alloc lookup failed"))));
  }

  private Uni<Response> write(RoutingContext context) {
    String[] parts = parts(context);
    if (parts.length > 2) {
      throw new Failure(404, "resource not found");
    }
    return switch (parts.length == 2 ? parts[1] : "") {
      case "stop" -> stop(context, parts[0]);
      case "checks" -> actions.checks(context, parts[0]);
      case "", "services" -> throw new Failure(405, "Invalid method");
      case String other -> throw new Failure(404, "resource not found");
    };
  }

  /** The answer to a stop. */
  record Stopped(String evalId, long index) {}

  private Uni<Response> stop(RoutingContext context, String id) {
    AllocId allocation = new AllocId(Uuids.whole(id, "alloc lookup failed"));
    String given = writes.params(context).args().text("no_shutdown_delay");
    Boolean noShutdownDelay = given.isEmpty() ? Boolean.FALSE : GoValues.bool(given);
    if (noShutdownDelay == null) {
      throw new Failure(
          500, "no_shutdown_delay value is not a boolean: " + GoValues.notBool(given));
    }
    return writes.submit(
        context,
        new StopAllocation(allocation, noShutdownDelay),
        StopAllocation.Answer::index,
        done -> new Stopped(done.evalId(), done.index()));
  }

  private static String[] parts(RoutingContext context) {
    return Paths.after(context.request().path(), "/v1/allocation/").split("/", -1);
  }
}
