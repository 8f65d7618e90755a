package io.drover.http;

import io.drover.command.Commands;
import io.drover.command.Derived;
import io.drover.command.OnBase;
import io.drover.command.RegisterJob;
import io.drover.command.job.JobDocument;
import io.drover.command.job.JobVerdict;
import io.drover.contract.api.Job;
import io.drover.contract.api.JobRegisterRequest;
import io.drover.contract.api.JobValidateRequest;
import io.drover.contract.ids.Digest;
import io.drover.contract.model.JobSpec;
import io.drover.contract.model.JobVersion;
import io.drover.documents.DocumentStore;
import io.drover.documents.JobDocuments;
import io.drover.http.query.Args;
import io.drover.http.query.EventLoops;
import io.drover.http.query.ReadParams;
import io.drover.http.region.RegionForwarder;
import io.drover.http.render.JobSources;
import io.drover.http.render.JsonOut;
import io.drover.state.SnapshotStore;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A job's way in: once it is accepted its document is stored, and only then is the command handed
 * in that refers to it. Source: http-api.md 2.1.
 */
@Singleton
final class Submission {

  private static final int EVAL_PRIORITY_MAX = 100;

  private final RequestBody bodies;
  private final Intake intake;
  private final DocumentStore documents;
  private final Commands commands;
  private final DerivedWrites derived;
  private final JobDocuments jobs;
  private final Answers answers;
  private final RegionForwarder regions;
  private final SnapshotStore store;
  private final long sourceBytesMax;

  @Inject
  Submission(
      RequestBody bodies,
      Intake intake,
      DocumentStore documents,
      Commands commands,
      DerivedWrites derived,
      JobDocuments jobs,
      Answers answers,
      RegionForwarder regions,
      SnapshotStore store,
      HttpSettings settings) {
    this.bodies = bodies;
    this.intake = intake;
    this.documents = documents;
    this.commands = commands;
    this.derived = derived;
    this.jobs = jobs;
    this.answers = answers;
    this.regions = regions;
    this.store = store;
    this.sourceBytesMax = settings.jobSourceBytesMax();
  }

  /** The answer to a registration. */
  record Registered(
      String evalId,
      long evalCreateIndex,
      long jobModifyIndex,
      String warnings,
      long index,
      long lastContact,
      boolean knownLeader,
      String nextToken) {

    static Registered of(RegisterJob.Answer done, String warnings) {
      return new Registered(
          done.evalId(),
          done.evalCreateIndex(),
          done.jobModifyIndex(),
          warnings,
          done.index(),
          0,
          false,
          "");
    }
  }

  /** The answer to a validation; errors are null if there are none. */
  record Validated(
      boolean driverConfigValidated,
      List<String> validationErrors,
      String error,
      String warnings) {}

  /** Registers the job of the body; {@code pathId} is the id in the path, null if it has none. */
  Uni<Response> register(RoutingContext context, @Nullable String pathId) {
    HttpServerRequest request = context.request();
    Args args = Args.of(request.query());
    Executor loop = EventLoops.of(context); // Commands are answered on a thread of the log.
    return bodies.withBytes(
        request,
        JobRegisterRequest.class,
        (body, sent) -> {
          Job job = checked(body, pathId);
          String region = intake.regionOf(args, body.region(), job);
          return intake.elsewhere(region)
              ? regions.resend(request, region, sent)
              : register(request, args, body, job, loop);
        });
  }

  private Uni<Response> register(
      HttpServerRequest request, Args args, JobRegisterRequest body, Job job, Executor loop) {
    requireEvalPriority(body.evalPriority() == null ? 0 : body.evalPriority());
    JobSources.Taken source = JobSources.take(body.submission(), sourceBytesMax);
    return intake
        .accept(args, body.namespace(), job, source.warning())
        .flatMap(accepted -> store(request, args, body, accepted, source, loop));
  }

  private Uni<Response> store(
      HttpServerRequest request,
      Args args,
      JobRegisterRequest body,
      Intake.Accepted accepted,
      JobSources.Taken source,
      Executor loop) {
    int evalPriority = body.evalPriority() == null ? 0 : body.evalPriority();
    Long enforced = Boolean.TRUE.equals(body.enforceIndex()) ? orZero(body.jobModifyIndex()) : null;
    Making making =
        (spec, digest) -> {
          JobDocument document = JobDocument.of(spec);
          return new Made(
              document,
              new RegisterJob(
                  spec, document.digest(), enforced, evalPriority, accepted.stop(), digest));
        };
    return Uni.createFrom()
        .completionStage(
            () ->
                Boolean.TRUE.equals(body.preserveCounts())
                    ? documents
                        .putAll(stored(source))
                        .thenCompose(done -> preserving(accepted.spec(), source.digest(), making))
                    : plain(accepted.spec(), source, making))
        .emitOn(loop)
        .onItem()
        .transform(
            done ->
                answers.written(
                    request,
                    ReadParams.pretty(args),
                    done.index(),
                    Registered.of(done, accepted.warnings())));
  }

  /** A registration and the document that it refers to. */
  private record Made(JobDocument document, RegisterJob command) {}

  @FunctionalInterface
  private interface Making {
    Made of(JobSpec spec, @Nullable Digest source);
  }

  private CompletionStage<RegisterJob.Answer> plain(
      JobSpec spec, JobSources.Taken source, Making making) {
    Made made = making.of(spec, source.digest());
    JobVersion now = store.current().job(spec.key());
    RegisterJob command = made.command();
    if (source.digest() == null || now == null || !unchanged(now, command)) {
      return stored(source, made);
    }
    // No new version, so that nothing would ever refer to its text.
    OnBase<RegisterJob.Answer> same =
        new OnBase<>(spec.key(), now.digest(), making.of(spec, null).command());
    return commands
        .submit(same)
        .thenCompose(
            done ->
                done.<CompletionStage<RegisterJob.Answer>>map(CompletableFuture::completedFuture)
                    .orElseGet(() -> stored(source, made)));
  }

  private static boolean unchanged(JobVersion now, RegisterJob command) {
    return now.digest().equals(command.digest()) && now.stop() == command.stop();
  }

  private CompletionStage<RegisterJob.Answer> stored(JobSources.Taken source, Made made) {
    Map<Digest, byte[]> all = new HashMap<>(stored(source));
    all.put(made.document().digest(), made.document().bytes());
    return documents.putAll(all).thenCompose(stored -> commands.submit(made.command()));
  }

  /** Groups that are there already keep their counts, which somebody may be changing right now. */
  private CompletionStage<RegisterJob.Answer> preserving(
      JobSpec spec, @Nullable Digest source, Making making) {
    return derived.submit(
        snapshot -> {
          JobVersion now = snapshot.job(spec.key());
          Made made =
              making.of(
                  now == null ? spec : Derived.withCountsOf(spec, jobs.spec(now.digest())), source);
          return new DerivedWrites.Made<>(
              made.document(),
              new OnBase<>(spec.key(), now == null ? null : now.digest(), made.command()));
        });
  }

  private static Map<Digest, byte[]> stored(JobSources.Taken source) {
    return source.digest() == null || source.document() == null
        ? Map.of()
        : Map.of(source.digest(), source.document());
  }

  private static Job checked(JobRegisterRequest body, @Nullable String pathId) {
    Job job = body.job();
    if (job == null) {
      throw new Failure(400, "Job must be specified");
    }
    if (job.id() == null) {
      throw new Failure(400, "Job ID hasn't been provided");
    }
    if (pathId != null && !pathId.equals(job.id())) {
      throw new Failure(400, "Job ID does not match name");
    }
    return job;
  }

  /** Says what a registration would say, and registers nothing. */
  Uni<Response> validate(RoutingContext context) {
    HttpServerRequest request = context.request();
    Args args = Args.of(request.query());
    Executor loop = EventLoops.of(context);
    return bodies.withBytes(
        request,
        JobValidateRequest.class,
        (body, sent) -> {
          Job job = body.job();
          if (job == null) {
            throw new Failure(400, "Job must be specified");
          }
          String region = intake.regionOf(args, body.region());
          if (intake.elsewhere(region)) {
            return regions.resend(request, region, sent);
          }
          return intake
              .judge(args, body.namespace(), job)
              .emitOn(loop)
              .map(verdict -> validated(request, args, verdict));
        });
  }

  private static Response validated(HttpServerRequest request, Args args, JobVerdict verdict) {
    Validated answer =
        new Validated(true, verdict.errors(), verdict.errorText(), verdict.warningText());
    return Answers.plain(request, 200, Body.json(JsonOut.of(answer)), ReadParams.pretty(args));
  }

  /** Refuses an evaluation priority out of bounds; 0 stands for none. */
  static void requireEvalPriority(int priority) {
    if (priority < 0 || priority > EVAL_PRIORITY_MAX) {
      throw new Failure(400, "Eval priority must be between 1 and 100 inclusively");
    }
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }
}
