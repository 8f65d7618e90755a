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

/**
 * Scaling policies, which come with jobs and are only read here. An empty id is one too, that no
 * policy has. Source: http-api.md 2.12.
 */
@Path("/v1/scaling/{rest:.*}")
@Singleton
public class ScalingResource {

  private static final String PREFIX = "/v1/scaling/";
  private static final String POLICY = "policy/";

  private final Reads reads;

  @Inject
  ScalingResource(Reads reads) {
    this.reads = reads;
  }

  @GET
  public Uni<Response> get(RoutingContext context) {
    String rest = Paths.after(context.request().path(), PREFIX);
    if (rest.equals("policies")) {
      return reads.answer(context, ScalingQueries.Policies::of);
    }
    if (rest.startsWith(POLICY)) {
      String id = rest.substring(POLICY.length());
      return reads.answer(context, params -> new ScalingQueries.Policy(id));
    }
    throw new Failure(404, "");
  }
}
