package io.drover.http;

import io.drover.command.Command;
import io.drover.command.DeploymentAnswer;
import io.drover.command.FailDeployment;
import io.drover.command.PauseDeployment;
import io.drover.command.PromoteDeployment;
import io.drover.command.SetAllocationHealth;
import io.drover.command.UnblockDeployment;
import io.drover.contract.ids.AllocId;
import io.drover.http.query.DeploymentQueries;
import io.drover.http.query.Reads;
import io.drover.http.query.Uuids;
import io.drover.http.render.Allocations;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Deployments and what can be done to them. Source: http-api.md 2.5. */
@Path("/v1")
@Singleton
public class DeploymentResource {

  private static final String PREFIX = "/v1/deployment/";
  private static final String LOOKUP = "deployment lookup failed";

  private final Reads reads;
  private final Writes writes;
  private final RequestBody bodies;
  private final Allocations allocations;

  @Inject
  DeploymentResource(Reads reads, Writes writes, RequestBody bodies, Allocations allocations) {
    this.reads = reads;
    this.writes = writes;
    this.bodies = bodies;
    this.allocations = allocations;
  }

  /** A body says again which deployment is meant. */
  private sealed interface Named {
    @Nullable String deploymentId();
  }

  /** The body that pauses a deployment or lets it go on. */
  record DeploymentPauseRequest(@Nullable String deploymentId, @Nullable Boolean pause)
      implements Named {}

  /** The body that promotes canaries. */
  record DeploymentPromoteRequest(
      @Nullable String deploymentId, @Nullable Boolean all, @Nullable List<String> groups)
      implements Named {}

  /** The body that lets a deployment go on which waits for other regions. */
  record DeploymentUnblockRequest(@Nullable String deploymentId) implements Named {}

  /** The body that says how allocations do. */
  record DeploymentAllocHealthRequest(
      @Nullable String deploymentId,
      @Nullable List<String> healthyAllocationIds,
      @Nullable List<String> unhealthyAllocationIds)
      implements Named {}

  @GET
  @Path("/deployments")
  public Uni<Response> list(RoutingContext context) {
    return reads.answer(context, DeploymentQueries.All::of);
  }

  @GET
  @Path("/deployment/{rest:.*}")
  public Uni<Response> get(RoutingContext context) {
    String path = Paths.after(context.request().path(), PREFIX);
    int slash = path.indexOf('/');
    return switch (slash < 0 ? "" : path.substring(0, slash)) {
      case "allocations" -> {
        String id = Uuids.whole(path.substring(slash + 1), "");
        yield reads.answer(context, params -> new DeploymentQueries.AllocationsOf(id, allocations));
      }
      case "fail", "pause", "promote", "unblock", "allocation-health" -> throw wrongMethod();
      case String other -> {
        String id = id(path);
        yield reads.answer(context, params -> new DeploymentQueries.One(id));
      }
    };
  }

  @PUT
  @Path("/deployment/{rest:.*}")
  public Uni<Response> put(RoutingContext context) {
    return write(context);
  }

  @POST
  @Path("/deployment/{rest:.*}")
  public Uni<Response> post(RoutingContext context) {
    return write(context);
  }

  private Uni<Response> write(RoutingContext context) {
    String path = Paths.after(context.request().path(), PREFIX);
    int slash = path.indexOf('/');
    String id = path.substring(slash + 1);
    return switch (slash < 0 ? "" : path.substring(0, slash)) {
      case "fail" -> submit(context, new FailDeployment(id(id)));
      case "pause" ->
          with(
              context,
              id,
              DeploymentPauseRequest.class,
              (whole, body) -> new PauseDeployment(whole, Boolean.TRUE.equals(body.pause())));
      case "promote" ->
          with(
              context,
              id,
              DeploymentPromoteRequest.class,
              (whole, body) ->
                  new PromoteDeployment(
                      whole, Boolean.TRUE.equals(body.all()), orNone(body.groups())));
      case "unblock" ->
          with(
              context,
              id,
              DeploymentUnblockRequest.class,
              (whole, body) -> new UnblockDeployment(whole));
      case "allocation-health" ->
          with(
              context,
              id,
              DeploymentAllocHealthRequest.class,
              (whole, body) ->
                  new SetAllocationHealth(
                      whole, ids(body.healthyAllocationIds()), ids(body.unhealthyAllocationIds())));
      case String other -> throw wrongMethod();
    };
  }

  private <T extends Record & Named> Uni<Response> with(
      RoutingContext context,
      String id,
      Class<T> type,
      BiFunction<String, T, Command<DeploymentAnswer>> command) {
    return bodies.with(
        context.request(),
        type,
        body -> {
          if (body.deploymentId() == null || body.deploymentId().isEmpty()) {
            throw new Failure(400, "DeploymentID must be specified");
          }
          if (!body.deploymentId().equals(id)) {
            throw new Failure(400, "Deployment ID does not match");
          }
          return submit(context, command.apply(id(id), body));
        });
  }

  private Uni<Response> submit(RoutingContext context, Command<DeploymentAnswer> command) {
    return writes.submit(context, command, DeploymentAnswer::index, answer -> answer);
  }

  private static String id(String text) {
    if (text.isEmpty()) {
      throw new Failure(500, "missing deployment ID");
    }
    return Uuids.whole(text, LOOKUP);
  }

  private static List<AllocId> ids(@Nullable List<String> given) {
    return orNone(given).stream().map(id -> new AllocId(id.toLowerCase(Locale.ROOT))).toList();
  }

  private static List<String> orNone(@Nullable List<String> given) {
    return given == null ? List.of() : given;
  }

  private static Failure wrongMethod() {
    return new Failure(405, "Invalid method");
  }
}
