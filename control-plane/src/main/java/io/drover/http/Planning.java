package io.drover.http;

import io.drover.command.Refusal;
import io.drover.contract.api.Job;
import io.drover.contract.api.JobPlanRequest;
import io.drover.documents.JobDocuments;
import io.drover.http.query.Args;
import io.drover.http.query.EventLoops;
import io.drover.http.query.ReadParams;
import io.drover.http.region.RegionForwarder;
import io.drover.plan.DryRun;
import io.drover.plan.JobPlan;
import io.drover.state.SnapshotStore;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** Dry runs of registrations, on the newest state that this server has. Source: http-api.md 2.1. */
@Singleton
final class Planning {

  /** Each holds a plan in memory and a thread that others need too; people plan one by one. */
  private static final int AT_ONCE_MAX = 16;

  private final Semaphore free = new Semaphore(AT_ONCE_MAX);
  private final RequestBody bodies;
  private final Intake intake;
  private final SnapshotStore store;
  private final DryRun dryRun;
  private final Answers answers;
  private final RegionForwarder regions;

  @Inject
  Planning(
      RequestBody bodies,
      Intake intake,
      SnapshotStore store,
      JobDocuments documents,
      Answers answers,
      RegionForwarder regions) {
    this.bodies = bodies;
    this.intake = intake;
    this.store = store;
    this.dryRun = new DryRun(documents, Clock.systemUTC(), () -> UUID.randomUUID().toString());
    this.answers = answers;
    this.regions = regions;
  }

  /** Plans the job of the body. */
  Uni<Response> plan(RoutingContext context, String pathId) {
    HttpServerRequest request = context.request();
    Args args = Args.of(request.query());
    Executor loop = EventLoops.of(context);
    return bodies.withBytes(
        request,
        JobPlanRequest.class,
        (body, sent) -> {
          Job job = checked(body, pathId);
          String region = intake.regionOf(args, body.region(), job);
          if (intake.elsewhere(region)) {
            return regions.resend(request, region, sent);
          }
          return intake
              .accept(args, body.namespace(), job)
              .emitOn(Infrastructure.getDefaultWorkerPool()) // Scheduling takes time.
              .map(accepted -> run(trial(accepted, Boolean.TRUE.equals(body.diff()))))
              .emitOn(loop)
              .map(plan -> answers.written(request, ReadParams.pretty(args), plan.index(), plan));
        });
  }

  private static DryRun.Request trial(Intake.Accepted accepted, boolean diff) {
    return new DryRun.Request(
        accepted.spec(), accepted.document(), accepted.stop(), accepted.warnings(), diff);
  }

  private JobPlan run(DryRun.Request trial) {
    if (!free.tryAcquire()) {
      throw new Failure(429, "Too many plans at once, at most " + AT_ONCE_MAX);
    }
    try {
      return dryRun.run(store.current(), trial);
    } catch (Refusal e) {
      String text = e.getMessage();
      throw new Failure(e.status(), text == null ? "" : text);
    } finally {
      free.release();
    }
  }

  private static Job checked(JobPlanRequest body, String pathId) {
    Job job = body.job();
    if (job == null) {
      throw new Failure(400, "Job must be specified");
    }
    if (job.id() == null) {
      throw new Failure(400, "Job must have a valid ID");
    }
    if (!pathId.equals(job.id())) {
      throw new Failure(400, "Job ID does not match");
    }
    return job;
  }
}
