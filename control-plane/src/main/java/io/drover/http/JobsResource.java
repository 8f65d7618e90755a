package io.drover.http;

import io.drover.http.query.JobQueries;
import io.drover.http.query.Reads;
import io.drover.http.query.Rows;
import io.drover.http.render.Jobs;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** The list of jobs, and registration. */
@Path("/v1")
@Singleton
public class JobsResource {

  private final Reads reads;
  private final Jobs jobs;
  private final Submission submission;

  @Inject
  JobsResource(Reads reads, Jobs jobs, Submission submission) {
    this.reads = reads;
    this.jobs = jobs;
    this.submission = submission;
  }

  @GET
  @Path("/jobs")
  public Uni<Response> list(RoutingContext context) {
    return reads.answer(
        context,
        params -> new JobQueries.All(params, Rows.of(params), params.args().bool("meta"), jobs));
  }

  @PUT
  @Path("/jobs")
  public Uni<Response> put(RoutingContext context) {
    return submission.register(context, null);
  }

  @POST
  @Path("/jobs")
  public Uni<Response> post(RoutingContext context) {
    return submission.register(context, null);
  }

  @PUT
  @Path("/validate/job")
  public Uni<Response> validatePut(RoutingContext context) {
    return submission.validate(context);
  }

  @POST
  @Path("/validate/job")
  public Uni<Response> validatePost(RoutingContext context) {
    return submission.validate(context);
  }
}
