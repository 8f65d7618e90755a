package io.drover.http;

import io.drover.contract.ids.EvalId;
import io.drover.http.query.AllocationQueries;
import io.drover.http.query.EvaluationQueries;
import io.drover.http.query.GoValues;
import io.drover.http.query.Reads;
import io.drover.http.query.Uuids;
import io.drover.http.render.Allocations;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** Evaluations. Source: http-api.md 2.4. */
@Path("/v1")
@Singleton
public class EvaluationResource {

  private static final String ALLOCATIONS = "/allocations";

  private final Reads reads;
  private final Allocations allocations;
  private final EvaluationDeletions deletions;

  @Inject
  EvaluationResource(Reads reads, Allocations allocations, EvaluationDeletions deletions) {
    this.reads = reads;
    this.allocations = allocations;
    this.deletions = deletions;
  }

  @GET
  @Path("/evaluations")
  public Uni<Response> list(RoutingContext context) {
    return reads.answer(
        context,
        params -> {
          if (!params.prefix().isEmpty()) {
            Uuids.prefix(params.prefix(), "eval lookup failed");
          }
          return EvaluationQueries.All.of(params);
        });
  }

  @DELETE
  @Path("/evaluations")
  public Uni<Response> delete(RoutingContext context) {
    return deletions.delete(context);
  }

  @GET
  @Path("/evaluations/count")
  public Uni<Response> count(RoutingContext context) {
    return reads.answer(context, EvaluationQueries.Count::of);
  }

  @GET
  @Path("/evaluation/{rest:.*}")
  public Uni<Response> get(RoutingContext context) {
    String path = Paths.after(context.request().path(), "/v1/evaluation/");
    if (path.endsWith(ALLOCATIONS)) {
      EvalId id = id(path.substring(0, path.length() - ALLOCATIONS.length()));
      return reads.answer(context, p -> new AllocationQueries.ByEvaluation(id, allocations));
    }
    EvalId id = id(path);
    return reads.answer(
        context,
        p ->
            new EvaluationQueries.One(
                id, Boolean.TRUE.equals(GoValues.bool(p.args().text("related")))));
  }

  private static EvalId id(String text) {
    return new EvalId(Uuids.whole(text, "failed to lookup eval: eval lookup failed"));
  }
}
