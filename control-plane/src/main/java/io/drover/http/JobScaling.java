package io.drover.http;

import io.drover.command.Derived;
import io.drover.command.Refusal;
import io.drover.command.ScaleJob;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.JobVersion;
import io.drover.documents.JobDocuments;
import io.drover.state.Snapshot;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Scaling a group of a job. Source: http-api.md 2.1. */
@Singleton
final class JobScaling {

  private final RequestBody bodies;
  private final Writes writes;
  private final DerivedWrites derived;
  private final JobDocuments documents;

  @Inject
  JobScaling(RequestBody bodies, Writes writes, DerivedWrites derived, JobDocuments documents) {
    this.bodies = bodies;
    this.writes = writes;
    this.derived = derived;
    this.documents = documents;
  }

  /** The body of a scaling. */
  record ScalingRequest(
      @Nullable Long count,
      @Nullable Map<String, @Nullable String> target,
      @Nullable String message,
      @Nullable Boolean error,
      @Nullable Map<String, @Nullable Object> meta,
      @Nullable Boolean policyOverride) {

    private String targeted(String what) {
      String found = target == null ? null : target.get(what);
      return found == null ? "" : found;
    }
  }

  /** Scales the group that the body names, or notes something about it. */
  Uni<Response> scale(RoutingContext context, String id) {
    return bodies.with(
        context.request(),
        ScalingRequest.class,
        body -> {
          String named = body.targeted("Job");
          if (!named.isEmpty() && !named.equals(id)) {
            throw new Failure(400, "job ID in payload did not match URL");
          }
          JobKey job = writes.job(context, id);
          ScaleJob.Request request = request(body);
          return writes.answer(
              context,
              () -> derived.submit(snapshot -> scaled(snapshot, job, request)),
              ScaleJob.Answer::index,
              JobScaling::answer);
        });
  }

  private static ScaleJob.Request request(ScalingRequest body) {
    return new ScaleJob.Request(
        body.targeted("Group"),
        body.count(),
        body.message() == null ? "" : body.message(),
        Boolean.TRUE.equals(body.error()),
        body.meta() == null ? Map.of() : new TreeMap<>(body.meta()));
  }

  private DerivedWrites.Made<ScaleJob.Answer> scaled(
      Snapshot snapshot, JobKey job, ScaleJob.Request request) throws Refusal {
    JobVersion base = ScaleJob.check(snapshot, documents::spec, job, request);
    Long count = request.count();
    Derived scaled =
        count == null
            ? null
            : Derived.scaled(
                base,
                documents.spec(base.digest()),
                request.group(),
                Math.toIntExact(count)); // Checked to be small.
    return DerivedWrites.Made.of(scaled, new ScaleJob(job, request, scaled));
  }

  private static Object answer(ScaleJob.Answer done) {
    return new Submission.Registered(
        done.evalId(),
        done.evalCreateIndex(),
        done.jobModifyIndex(),
        "",
        done.index(),
        0,
        true,
        "");
  }
}
