package io.drover.http;

import io.drover.command.Commands;
import io.drover.command.DeregisterJob;
import io.drover.command.EvaluateJob;
import io.drover.contract.ids.JobKey;
import io.drover.documents.JobDocuments;
import io.drover.http.query.Args;
import io.drover.http.query.DeploymentQueries;
import io.drover.http.query.EventLoops;
import io.drover.http.query.GoValues;
import io.drover.http.query.JobQueries;
import io.drover.http.query.Query;
import io.drover.http.query.ReadParams;
import io.drover.http.query.Reads;
import io.drover.http.query.ScalingQueries;
import io.drover.http.render.Allocations;
import io.drover.http.render.JobSources;
import io.drover.http.render.Jobs;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One job and what hangs below it. Ids may hold slashes, so what comes after the id is found by the
 * end of the path, as in Nomad. Source: http-api.md 2.1.
 */
@Path("/v1/job/{rest:.*}")
@Singleton
public class JobResource {

  private static final String PREFIX = "/v1/job/";

  private final Reads reads;
  private final Jobs jobs;
  private final Allocations allocations;
  private final RequestBody bodies;
  private final Submission submission;
  private final Planning planning;
  private final VersionWrites versions;
  private final JobScaling scaling;
  private final JobChildren children;
  private final JobDocuments documents;
  private final JobSources sources;
  private final Commands commands;
  private final Answers answers;

  @Inject
  JobResource(
      Reads reads,
      Jobs jobs,
      Allocations allocations,
      RequestBody bodies,
      Submission submission,
      Planning planning,
      VersionWrites versions,
      JobScaling scaling,
      JobChildren children,
      JobDocuments documents,
      JobSources sources,
      Commands commands,
      Answers answers) {
    this.reads = reads;
    this.jobs = jobs;
    this.allocations = allocations;
    this.bodies = bodies;
    this.submission = submission;
    this.planning = planning;
    this.versions = versions;
    this.scaling = scaling;
    this.children = children;
    this.documents = documents;
    this.sources = sources;
    this.commands = commands;
    this.answers = answers;
  }

  @GET
  public Uni<Response> get(RoutingContext context) {
    JobPath path = path(context);
    String id = path.id();
    return switch (path.part()) {
      case JOB -> read(context, id, (key, p) -> new JobQueries.One(key, jobs));
      case ALLOCATIONS ->
          read(
              context,
              id,
              (key, p) ->
                  new JobQueries.AllocationsOf(
                      key, Boolean.TRUE.equals(GoValues.bool(p.args().text("all"))), allocations));
      case EVALUATIONS -> read(context, id, (key, p) -> new JobQueries.EvaluationsOf(key));
      case SUMMARY, VERSIONS -> any(context, path);
      case DEPLOYMENTS ->
          read(
              context,
              id,
              (key, p) ->
                  new DeploymentQueries.OfJob(
                      key, Boolean.TRUE.equals(GoValues.bool(p.args().text("all")))));
      case DEPLOYMENT -> read(context, id, (key, p) -> new DeploymentQueries.LatestOfJob(key));
      case SUBMISSION ->
          read(
              context,
              id,
              (key, p) ->
                  new JobQueries.Source(
                      key, JobQueries.Source.version(p.args().text("version")), sources));
      case SCALE -> read(context, id, (key, p) -> new ScalingQueries.Status(key, documents));
      case SERVICES -> throw notYet(path.part());
      case EVALUATE, PLAN, PERIODIC_FORCE, DISPATCH, REVERT, STABLE -> throw wrongMethod();
    };
  }

  @PUT
  public Uni<Response> put(RoutingContext context) {
    return write(context);
  }

  @POST
  public Uni<Response> post(RoutingContext context) {
    return write(context);
  }

  private Uni<Response> write(RoutingContext context) {
    JobPath path = path(context);
    return switch (path.part()) {
      case JOB -> submission.register(context, path.id());
      case SUMMARY, VERSIONS -> any(context, path);
      case EVALUATE -> evaluate(context, path.id());
      case PLAN -> planning.plan(context, path.id());
      case REVERT -> versions.revert(context, path.id());
      case STABLE -> versions.stable(context, path.id());
      case SCALE -> scaling.scale(context, path.id());
      case DISPATCH -> children.dispatch(context, path.id());
      case PERIODIC_FORCE -> children.forceLaunch(context, path.id());
      case ALLOCATIONS, EVALUATIONS, DEPLOYMENTS, DEPLOYMENT, SERVICES, SUBMISSION ->
          throw wrongMethod();
    };
  }

  /** Stops the job. */
  @DELETE
  public Uni<Response> delete(RoutingContext context) {
    JobPath path = path(context);
    return switch (path.part()) {
      case JOB -> deregister(context, path.id());
      case SUMMARY, VERSIONS -> any(context, path);
      case ALLOCATIONS,
          EVALUATIONS,
          DEPLOYMENTS,
          DEPLOYMENT,
          SERVICES,
          SUBMISSION,
          SCALE,
          EVALUATE,
          PLAN,
          PERIODIC_FORCE,
          DISPATCH,
          REVERT,
          STABLE ->
          throw wrongMethod();
    };
  }

  /** Two reads that look at no method. */
  private Uni<Response> any(RoutingContext context, JobPath path) {
    if (path.part() == JobPath.Part.SUMMARY) {
      return read(context, path.id(), (key, p) -> new JobQueries.Summary(key));
    }
    return read(
        context,
        path.id(),
        (key, p) -> new JobQueries.Versions(key, p.args().bool("diffs"), jobs, documents));
  }

  @FunctionalInterface
  private interface OfJob {
    Query make(JobKey key, ReadParams params);
  }

  private Uni<Response> read(RoutingContext context, String id, OfJob make) {
    Function<ReadParams, Query> query =
        params -> make.make(new JobKey(params.namespace(), id), params);
    return reads.answer(context, query);
  }

  /** The answer to a deregistration. */
  record Deregistered(
      String evalId,
      long evalCreateIndex,
      long jobModifyIndex,
      String volumeEvalId,
      long volumeEvalIndex,
      long index,
      long lastContact,
      boolean knownLeader,
      String nextToken) {}

  private Uni<Response> deregister(RoutingContext context, String id) {
    HttpServerRequest request = context.request();
    ReadParams params = ReadParams.parse(request.query());
    reads.requireRegion(params.region());
    Args args = params.args();
    boolean purge = args.bool("purge");
    args.bool("global"); // Concerns jobs of several regions, which we do not have.
    int evalPriority = evalPriority(args.text("eval_priority"));
    boolean noShutdownDelay = args.bool("no_shutdown_delay");
    DeregisterJob command =
        new DeregisterJob(new JobKey(params.namespace(), id), purge, noShutdownDelay, evalPriority);
    return Uni.createFrom()
        .completionStage(() -> commands.submit(command))
        .emitOn(EventLoops.of(context)) // Commands are answered on a thread of the log.
        .onItem()
        .transform(
            done ->
                answers.written(
                    request,
                    params.pretty(),
                    done.index(),
                    new Deregistered(
                        done.evalId(),
                        done.evalCreateIndex(),
                        done.jobModifyIndex(),
                        "",
                        0,
                        done.index(),
                        0,
                        false,
                        "")));
  }

  /** The options of an evaluation. */
  record EvalOptions(@Nullable Boolean forceReschedule) {}

  /** The body of a request to evaluate; a request may come without one. */
  record EvaluateRequest(@Nullable String jobId, @Nullable EvalOptions evalOptions) {}

  private Uni<Response> evaluate(RoutingContext context, String id) {
    HttpServerRequest request = context.request();
    if (!RequestBody.present(request)) {
      return evaluate(context, id, new EvaluateRequest(null, null));
    }
    return bodies.with(
        request,
        EvaluateRequest.class,
        body -> {
          if (body.jobId() == null || body.jobId().isEmpty()) {
            throw new Failure(400, "Job ID must be specified");
          }
          return evaluate(context, id, body);
        });
  }

  private Uni<Response> evaluate(RoutingContext context, String id, EvaluateRequest body) {
    if (body.jobId() != null && !body.jobId().equals(id)) {
      throw new Failure(400, "JobID not same as job name");
    }
    HttpServerRequest request = context.request();
    ReadParams params = ReadParams.parse(request.query());
    reads.requireRegion(params.region());
    boolean force =
        body.evalOptions() != null && Boolean.TRUE.equals(body.evalOptions().forceReschedule());
    EvaluateJob command = new EvaluateJob(new JobKey(params.namespace(), id), force);
    return Uni.createFrom()
        .completionStage(() -> commands.submit(command))
        .emitOn(EventLoops.of(context))
        .onItem()
        .transform(
            done ->
                answers.written(
                    request,
                    params.pretty(),
                    done.index(),
                    new Submission.Registered(
                        done.evalId(),
                        done.evalCreateIndex(),
                        done.jobModifyIndex(),
                        "",
                        done.index(),
                        0,
                        false,
                        "")));
  }

  private static int evalPriority(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    try {
      int priority = Integer.parseInt(text);
      Submission.requireEvalPriority(priority);
      return priority;
    } catch (NumberFormatException e) {
      throw new Failure(
          500,
          "Failed to parse value of \"eval_priority\" ("
              + text
              + ") as a int: strconv.Atoi: parsing "
              + GoValues.quote(text)
              + ": invalid syntax");
    }
  }

  private static JobPath path(RoutingContext context) {
    return JobPath.of(Paths.after(context.request().path(), PREFIX));
  }

  private static Failure notYet(JobPath.Part part) {
    return new Failure(501, part.suffix().substring(1) + " of a job is not implemented yet");
  }

  private static Failure wrongMethod() {
    return new Failure(405, "Invalid method");
  }
}
