package io.drover.http;

import io.drover.command.operator.ConfigureScheduling;
import io.drover.contract.json.BodyException;
import io.drover.contract.model.PreemptionConfig;
import io.drover.contract.model.SchedulerAlgorithm;
import io.drover.contract.model.SchedulerConfiguration;
import io.drover.http.query.OperatorQueries;
import io.drover.http.query.ReadParams;
import io.drover.http.query.Reads;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** How the cluster schedules. Source: http-api.md 2.13. */
@Path("/v1/operator/scheduler/configuration")
@Singleton
public class OperatorResource {

  private final Reads reads;
  private final RequestBody bodies;
  private final Writes writes;

  @Inject
  OperatorResource(Reads reads, RequestBody bodies, Writes writes) {
    this.reads = reads;
    this.bodies = bodies;
    this.writes = writes;
  }

  /** The body of a change; what is absent is off. */
  record SchedulingRequest(
      @Nullable String schedulerAlgorithm,
      @Nullable PreemptionRequest preemptionConfig,
      @Nullable Boolean memoryOversubscriptionEnabled,
      @Nullable Boolean rejectJobRegistration,
      @Nullable Boolean pauseEvalBroker) {}

  /** The part of it on preemption. */
  record PreemptionRequest(
      @Nullable Boolean systemSchedulerEnabled,
      @Nullable Boolean sysBatchSchedulerEnabled,
      @Nullable Boolean batchSchedulerEnabled,
      @Nullable Boolean serviceSchedulerEnabled) {}

  @GET
  public Uni<Response> get(RoutingContext context) {
    return reads.answer(context, params -> new OperatorQueries.Scheduling());
  }

  @PUT
  public Uni<Response> put(RoutingContext context) {
    return configure(context);
  }

  @POST
  public Uni<Response> post(RoutingContext context) {
    return configure(context);
  }

  @DELETE
  public Uni<Response> delete() {
    throw new Failure(405, "Invalid method");
  }

  private Uni<Response> configure(RoutingContext context) {
    ReadParams params = writes.params(context);
    Long cas = params.args().has("cas") ? cas(params.args().text("cas")) : null;
    return bodies
        .with(
            context.request(),
            SchedulingRequest.class,
            body ->
                writes.submit(
                    context,
                    new ConfigureScheduling(configuration(body), cas),
                    ConfigureScheduling.Answer::index,
                    answer -> answer))
        .onFailure(BodyException.class)
        .transform(bad -> new Failure(400, "Error parsing scheduler config: " + bad.getMessage()));
  }

  private static SchedulerConfiguration configuration(SchedulingRequest body) {
    String algorithm = body.schedulerAlgorithm();
    PreemptionRequest preemption = body.preemptionConfig();
    return new SchedulerConfiguration(
        algorithm == null || algorithm.isEmpty()
            ? SchedulerAlgorithm.BINPACK
            : algorithm(algorithm),
        preemption == null
            ? new PreemptionConfig(false, false, false, false)
            : new PreemptionConfig(
                is(preemption.systemSchedulerEnabled()),
                is(preemption.sysBatchSchedulerEnabled()),
                is(preemption.batchSchedulerEnabled()),
                is(preemption.serviceSchedulerEnabled())),
        is(body.memoryOversubscriptionEnabled()),
        is(body.rejectJobRegistration()),
        is(body.pauseEvalBroker()),
        0,
        0);
  }

  private static boolean is(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  private static SchedulerAlgorithm algorithm(String word) {
    try {
      return SchedulerAlgorithm.of(word);
    } catch (IllegalArgumentException e) {
      throw new Failure(400, "invalid scheduler algorithm: " + word);
    }
  }

  private static long cas(String text) {
    try {
      if (text.startsWith("+") || text.startsWith("-")) {
        throw new NumberFormatException(text);
      }
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new Failure(
          400,
          "Error parsing cas value: strconv.ParseUint: parsing \"%s\": invalid syntax"
              .formatted(text));
    }
  }
}
