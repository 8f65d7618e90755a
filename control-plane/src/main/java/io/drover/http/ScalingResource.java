package io.drover.http;

import io.drover.http.query.Reads;
import io.drover.http.query.ScalingQueries;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** Scaling policies, which come with jobs and are only read here. Source: http-api.md 2.12. */
@Path("/v1/scaling")
@Singleton
public class ScalingResource {

  private static final String POLICY = "/v1/scaling/policy/";

  private final Reads reads;

  @Inject
  ScalingResource(Reads reads) {
    this.reads = reads;
  }

  @GET
  @Path("/policies")
  public Uni<Response> list(RoutingContext context) {
    return reads.answer(context, ScalingQueries.Policies::of);
  }

  /** Without an id there is none to be found. */
  @GET
  @Path("/policy")
  public Uni<Response> unnamed(RoutingContext context) {
    return reads.answer(context, params -> new ScalingQueries.Policy(""));
  }

  @GET
  @Path("/policy/{id:.+}")
  public Uni<Response> get(RoutingContext context) {
    String id = Paths.after(context.request().path(), POLICY);
    return reads.answer(context, params -> new ScalingQueries.Policy(id));
  }
}
