package io.drover.http;

import io.drover.command.operator.DeleteNodePool;
import io.drover.command.operator.WriteNodePool;
import io.drover.contract.model.NodePool;
import io.drover.contract.model.PoolScheduling;
import io.drover.contract.model.SchedulerAlgorithm;
import io.drover.http.port.AgentInfo;
import io.drover.http.query.OperatorQueries;
import io.drover.http.query.ReadParams;
import io.drover.http.query.Reads;
import io.drover.http.query.Rows;
import io.drover.http.render.Jobs;
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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Node pools. Source: http-api.md 2.2. */
@Path("/v1/node/{rest:pools|pool(/.*)?}")
@Singleton
public class NodePoolResource {

  private static final String LIST = "/v1/node/pools";
  private static final String ONE = "/v1/node/pool/";
  private static final String NODES = "/nodes";
  private static final String JOBS = "/jobs";

  private final Reads reads;
  private final RequestBody bodies;
  private final Writes writes;
  private final AgentInfo agent;
  private final Jobs jobs;

  @Inject
  NodePoolResource(Reads reads, RequestBody bodies, Writes writes, AgentInfo agent, Jobs jobs) {
    this.reads = reads;
    this.bodies = bodies;
    this.writes = writes;
    this.agent = agent;
    this.jobs = jobs;
  }

  /** The body of a write. */
  record NodePoolRequest(
      @Nullable String name,
      @Nullable String description,
      @Nullable Map<String, String> meta,
      @Nullable PoolSchedulingRequest schedulerConfiguration) {}

  /** The part of it on scheduling. */
  record PoolSchedulingRequest(
      @Nullable String schedulerAlgorithm, @Nullable Boolean memoryOversubscriptionEnabled) {}

  @GET
  public Uni<Response> get(RoutingContext context) {
    String path = context.request().path();
    if (path.equals(LIST)) {
      return reads.answer(
          context, params -> new OperatorQueries.NodePools(params, Rows.of(params)));
    }
    String rest = name(path);
    if (rest.endsWith(NODES)) {
      String pool = rest.substring(0, rest.length() - NODES.length());
      return reads.answer(
          context, params -> OperatorQueries.NodesOf.of(pool, withoutPrefix(params)));
    }
    if (rest.endsWith(JOBS)) {
      String pool = rest.substring(0, rest.length() - JOBS.length());
      return reads.answer(
          context, params -> OperatorQueries.JobsOf.of(pool, withoutPrefix(params), jobs));
    }
    return reads.answer(context, params -> new OperatorQueries.OneNodePool(rest));
  }

  private static ReadParams withoutPrefix(ReadParams params) {
    if (!params.prefix().isEmpty()) {
      throw new Failure(400, "prefix argument not allowed");
    }
    return params;
  }

  @PUT
  public Uni<Response> put(RoutingContext context) {
    return write(context);
  }

  @POST
  public Uni<Response> post(RoutingContext context) {
    return write(context);
  }

  @DELETE
  public Uni<Response> delete(RoutingContext context) {
    if (context.request().path().equals(LIST)) {
      throw new Failure(405, "Invalid method");
    }
    String name = name(context.request().path());
    return writes.done(context, new DeleteNodePool(name, agent.region()));
  }

  private Uni<Response> write(RoutingContext context) {
    String path = context.request().path();
    String named = name(path);
    return bodies.with(
        context.request(),
        NodePoolRequest.class,
        body -> {
          NodePool given = pool(body);
          if (!named.isEmpty() && !named.equals(given.name())) {
            throw new Failure(400, "Node pool name does not match request path");
          }
          return writes.done(context, new WriteNodePool(given));
        });
  }

  /** What follows the family's name; empty if nothing does. */
  private static String name(String path) {
    return path.startsWith(ONE) ? Paths.after(path, ONE) : "";
  }

  private static NodePool pool(NodePoolRequest body) {
    PoolSchedulingRequest scheduling = body.schedulerConfiguration();
    return new NodePool(
        body.name() == null ? "" : body.name(),
        body.description() == null ? "" : body.description(),
        body.meta() == null ? Map.of() : body.meta(),
        scheduling == null
            ? null
            : new PoolScheduling(
                algorithm(scheduling.schedulerAlgorithm()),
                scheduling.memoryOversubscriptionEnabled()),
        0,
        0);
  }

  private static @Nullable SchedulerAlgorithm algorithm(@Nullable String word) {
    if (word == null || word.isEmpty()) {
      return null;
    }
    try {
      return SchedulerAlgorithm.of(word);
    } catch (IllegalArgumentException e) {
      throw new Failure(400, "invalid scheduler algorithm: " + word);
    }
  }
}
