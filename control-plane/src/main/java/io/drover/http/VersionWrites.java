package io.drover.http;

import io.drover.command.RegisterJob;
import io.drover.command.RevertJob;
import io.drover.command.StabilizeJob;
import io.drover.contract.ids.JobKey;
import io.drover.contract.json.GoType;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Writes that name a version of a job. Source: http-api.md 2.1. */
@Singleton
final class VersionWrites {

  private final RequestBody bodies;
  private final Writes writes;

  @Inject
  VersionWrites(RequestBody bodies, Writes writes) {
    this.bodies = bodies;
    this.writes = writes;
  }

  /** The body of a revert; the tokens are for services that we do not speak to yet. */
  record JobRevertRequest(
      @Nullable String jobId,
      @GoType("uint64") @Nullable Long jobVersion,
      @GoType("uint64") @Nullable Long enforcePriorVersion,
      @Nullable String consulToken,
      @Nullable String vaultToken) {}

  /** The body that says whether a version is stable. */
  record JobStabilityRequest(
      @Nullable String jobId,
      @GoType("uint64") @Nullable Long jobVersion,
      @Nullable Boolean stable) {}

  /** The answer to that. */
  record Stabilized(long index) {}

  /** Registers an earlier version of the job again. */
  Uni<Response> revert(RoutingContext context, String id) {
    return bodies.with(
        context.request(),
        JobRevertRequest.class,
        body -> {
          JobKey job = named(context, id, body.jobId());
          RevertJob command =
              new RevertJob(job, orZero(body.jobVersion()), body.enforcePriorVersion());
          return writes.submit(
              context,
              command,
              RegisterJob.Answer::index,
              done -> Submission.Registered.of(done, ""));
        });
  }

  /** Says of a version whether it is stable. */
  Uni<Response> stable(RoutingContext context, String id) {
    return bodies.with(
        context.request(),
        JobStabilityRequest.class,
        body -> {
          JobKey job = named(context, id, body.jobId());
          StabilizeJob command =
              new StabilizeJob(job, orZero(body.jobVersion()), Boolean.TRUE.equals(body.stable()));
          return writes.submit(context, command, index -> index, Stabilized::new);
        });
  }

  private JobKey named(RoutingContext context, String id, @Nullable String inBody) {
    if (inBody == null || inBody.isEmpty()) {
      throw new Failure(400, "JobID must be specified");
    }
    if (!inBody.equals(id)) {
      throw new Failure(400, "Job ID does not match");
    }
    return writes.job(context, id);
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }
}
