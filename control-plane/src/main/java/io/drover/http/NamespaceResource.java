package io.drover.http;

import io.drover.command.Command;
import io.drover.command.operator.DeleteNamespace;
import io.drover.command.operator.WriteNamespace;
import io.drover.contract.model.Namespace;
import io.drover.contract.model.NamespaceCapabilities;
import io.drover.http.port.AgentInfo;
import io.drover.http.query.OperatorQueries;
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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Namespaces. Source: http-api.md 2.9. */
@Path("/v1/{namespaces:namespaces?}{rest:(/.*)?}")
@Singleton
public class NamespaceResource {

  private static final String LIST = "/v1/namespaces";
  private static final String ONE = "/v1/namespace/";

  private final Reads reads;
  private final RequestBody bodies;
  private final Writes writes;
  private final AgentInfo agent;

  @Inject
  NamespaceResource(Reads reads, RequestBody bodies, Writes writes, AgentInfo agent) {
    this.reads = reads;
    this.bodies = bodies;
    this.writes = writes;
    this.agent = agent;
  }

  /** The body of a write. */
  record NamespaceRequest(
      @Nullable String name,
      @Nullable String description,
      @Nullable String quota,
      @Nullable Capabilities capabilities,
      @Nullable Map<String, String> meta) {}

  /** The part of it on drivers. */
  record Capabilities(
      @Nullable List<String> enabledTaskDrivers, @Nullable List<String> disabledTaskDrivers) {}

  @GET
  public Uni<Response> get(RoutingContext context) {
    if (context.request().path().equals(LIST)) {
      return reads.answer(context, OperatorQueries.Namespaces::new);
    }
    String name = name(context);
    if (name.isEmpty()) {
      throw new Failure(400, "Missing Namespace Name");
    }
    return reads.answer(context, params -> new OperatorQueries.OneNamespace(name));
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
    if (!context.request().path().startsWith(ONE)) {
      throw new Failure(405, "Invalid method");
    }
    String name = name(context);
    if (name.isEmpty()) {
      throw new Failure(400, "Missing Namespace Name");
    }
    return submit(context, new DeleteNamespace(name, agent.region()));
  }

  private Uni<Response> write(RoutingContext context) {
    if (context.request().path().equals(LIST)) {
      throw new Failure(405, "Invalid method");
    }
    String named = name(context);
    return bodies.with(
        context.request(),
        NamespaceRequest.class,
        body -> {
          Namespace given = namespace(body);
          if (!named.isEmpty() && !named.equals(given.name())) {
            throw new Failure(400, "Namespace name does not match request path");
          }
          return submit(context, new WriteNamespace(given));
        });
  }

  private static Namespace namespace(NamespaceRequest body) {
    Capabilities drivers = body.capabilities();
    return new Namespace(
        text(body.name()),
        text(body.description()),
        text(body.quota()),
        drivers == null
            ? null
            : new NamespaceCapabilities(
                list(drivers.enabledTaskDrivers()), list(drivers.disabledTaskDrivers())),
        body.meta() == null ? Map.of() : body.meta(),
        0,
        0);
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static List<String> list(@Nullable List<String> value) {
    return value == null ? List.of() : value;
  }

  /** The name in the path; empty if there is none. */
  private static String name(RoutingContext context) {
    String path = context.request().path();
    return path.startsWith(ONE) ? Paths.after(path, ONE) : "";
  }

  private Uni<Response> submit(RoutingContext context, Command<Long> command) {
    return writes.done(context, command);
  }
}
