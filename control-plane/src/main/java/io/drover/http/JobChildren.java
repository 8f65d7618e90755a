package io.drover.http;

import io.drover.command.Context;
import io.drover.command.Derived;
import io.drover.command.DispatchJob;
import io.drover.command.LaunchJob;
import io.drover.command.Refusal;
import io.drover.contract.ids.JobKey;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.documents.JobDocuments;
import io.drover.state.Snapshot;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Children of parameterized and of periodic jobs, made because a client asks for them. Source:
 * http-api.md 2.1.
 */
@Singleton
final class JobChildren {

  private final RequestBody bodies;
  private final Writes writes;
  private final DerivedWrites derived;
  private final JobDocuments documents;
  private final InstantSource clock = Clock.systemUTC();
  private final RandomGenerator random = new SecureRandom();

  @Inject
  JobChildren(RequestBody bodies, Writes writes, DerivedWrites derived, JobDocuments documents) {
    this.bodies = bodies;
    this.writes = writes;
    this.derived = derived;
    this.documents = documents;
  }

  /** The body of a dispatch. */
  record JobDispatchRequest(
      @Nullable String jobId,
      byte @Nullable [] payload,
      @Nullable Map<String, @Nullable String> meta,
      @Nullable String idPrefixTemplate) {}

  /** The answer to a dispatch. */
  record Dispatched(
      String dispatchedJobId,
      String evalId,
      long evalCreateIndex,
      long jobCreateIndex,
      long index) {

    static Dispatched of(DispatchJob.Answer done) {
      return new Dispatched(
          done.dispatchedJobId(),
          done.evalId(),
          done.evalCreateIndex(),
          done.jobCreateIndex(),
          done.index());
    }
  }

  /** The answer to a forced launch. */
  record Launched(String evalId, long evalCreateIndex, long index) {}

  /** Dispatches a parameterized job. */
  Uni<Response> dispatch(RoutingContext context, String id) {
    return bodies.with(
        context.request(),
        JobDispatchRequest.class,
        body -> {
          if (body.jobId() != null && !body.jobId().isEmpty() && !body.jobId().equals(id)) {
            throw new Failure(400, "Job ID does not match");
          }
          JobKey parent = writes.job(context, id);
          DispatchJob.Request request =
              request(body, writes.params(context).args().text("idempotency_token"));
          return writes.answer(
              context,
              () -> derived.submit(snapshot -> dispatched(snapshot, parent, request)),
              DispatchJob.Answer::index,
              Dispatched::of);
        });
  }

  private static DispatchJob.Request request(JobDispatchRequest body, String token) {
    Map<String, String> meta = new TreeMap<>();
    if (body.meta() != null) {
      body.meta().forEach((key, value) -> meta.put(key, value == null ? "" : value));
    }
    return new DispatchJob.Request(
        body.payload() == null ? new byte[0] : body.payload(),
        meta,
        token,
        body.idPrefixTemplate() == null ? "" : body.idPrefixTemplate());
  }

  private DerivedWrites.Made<DispatchJob.Answer> dispatched(
      Snapshot snapshot, JobKey parent, DispatchJob.Request request) throws Refusal {
    JobVersion base = DispatchJob.check(snapshot, documents::spec, parent, request);
    byte[] unique = new byte[4];
    random.nextBytes(unique);
    String id =
        request.childId(
            parent.id(), clock.instant().getEpochSecond(), HexFormat.of().formatHex(unique));
    JobSpec spec = documents.spec(base.digest());
    Derived child = Derived.dispatched(base, spec, id, request);
    return DerivedWrites.Made.of(child, new DispatchJob(parent, request, child));
  }

  /** Launches a periodic job now, whatever its clock says. */
  Uni<Response> forceLaunch(RoutingContext context, String id) {
    JobKey parent = writes.job(context, id);
    return writes.answer(
        context,
        () -> derived.submit(snapshot -> launched(snapshot, parent)),
        LaunchJob.Answer::index,
        done -> new Launched(done.evalId(), done.evalCreateIndex(), done.index()));
  }

  private DerivedWrites.Made<LaunchJob.Answer> launched(Snapshot snapshot, JobKey parent)
      throws Refusal {
    JobVersion base = LaunchJob.check(snapshot, documents::spec, parent);
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    JobSpec spec = documents.spec(base.digest());
    Derived child = Derived.launched(base, spec, now.getEpochSecond());
    return DerivedWrites.Made.of(child, new LaunchJob(parent, Context.unixNanos(now), true, child));
  }
}
