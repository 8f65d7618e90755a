package io.drover.http;

import io.drover.command.RegisterJob;
import io.drover.command.RevertJob;
import io.drover.command.StabilizeJob;
import io.drover.contract.ids.JobKey;
import io.drover.contract.json.GoType;
import io.drover.contract.model.JobVersion;
import io.drover.documents.JobDocuments;
import io.drover.http.query.EventLoops;
import io.drover.state.SnapshotStore;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
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
  private final Intake intake;
  private final SnapshotStore store;
  private final JobDocuments documents;

  @Inject
  VersionWrites(
      RequestBody bodies,
      Writes writes,
      Intake intake,
      SnapshotStore store,
      JobDocuments documents) {
    this.bodies = bodies;
    this.writes = writes;
    this.intake = intake;
    this.store = store;
    this.documents = documents;
  }

  /** The body of a revert; Consul is not spoken to yet. */
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
          return mayComeBack(job, orZero(body.jobVersion()), body.vaultToken())
              .emitOn(EventLoops.of(context))
              .flatMap(
                  allowed ->
                      writes.submit(
                          context,
                          command,
                          RegisterJob.Answer::index,
                          done -> Submission.Registered.of(done, "")));
        });
  }

  /** Whoever reverts must be allowed what the version asks of Vault, as who registers it. */
  private Uni<Void> mayComeBack(JobKey job, long version, @Nullable String vaultToken) {
    JobVersion wanted = store.current().version(job, version);
    return wanted == null
        ? Uni.createFrom().voidItem() // The command says so.
        : Uni.createFrom()
            .item(() -> documents.spec(wanted.digest()))
            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()) // May be on disk only.
            .flatMap(spec -> intake.again(spec, vaultToken));
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
