package io.drover.http.region;

import io.drover.http.Failure;
import io.drover.http.port.AgentInfo;
import io.drover.http.query.Args;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * Requests with {@code ?region=} of another region leave here. What remains is ours, or concerns
 * this very agent whatever the region says.
 */
@ApplicationScoped
class RegionGate {

  /** After the gate for all requests, before any resource. */
  private static final int PRIORITY = 900;

  private final RegionForwarder forwarder;
  private final String ownRegion;

  @Inject
  RegionGate(RegionForwarder forwarder, AgentInfo agent) {
    this.forwarder = forwarder;
    this.ownRegion = agent.region();
  }

  void register(@Observes Filters filters) {
    filters.register(this::pass, PRIORITY);
  }

  private void pass(RoutingContext context) {
    HttpServerRequest request = context.request();
    String query = request.query();
    // Most requests name no region and need not be taken apart for it.
    if (query == null || !query.contains("region=") || ofThisAgent(request.path())) {
      context.next();
      return;
    }
    String region;
    try {
      region = Args.of(query).text("region");
    } catch (Failure unreadable) {
      RegionForwarder.refuse(request.response(), unreadable);
      return;
    }
    if (region.isEmpty() || region.equals(ownRegion) || meansOurs(request, region)) {
      context.next();
    } else {
      forwarder.forward(request, region);
    }
  }

  /** What an agent says of itself, and what needs no region to be answered. */
  private static boolean ofThisAgent(String path) {
    return switch (path) {
      case "/v1/regions",
          "/v1/metrics",
          "/v1/jobs/parse",
          "/v1/agent/self",
          "/v1/agent/members",
          "/v1/agent/health",
          "/v1/agent/servers",
          "/v1/agent/join",
          "/v1/agent/force-leave" ->
          true;
      case String other -> !other.startsWith("/v1/");
    };
  }

  /** For a job that is registered or planned, {@code global} is the region of whoever is asked. */
  private static boolean meansOurs(HttpServerRequest request, String region) {
    boolean write = request.method() == HttpMethod.PUT || request.method() == HttpMethod.POST;
    String path = request.path();
    return region.equals("global")
        && write
        && (path.equals("/v1/jobs") || path.startsWith("/v1/job/") && registers(path));
  }

  private static boolean registers(String path) {
    String rest = path.substring("/v1/job/".length());
    return rest.endsWith("/plan") || rest.indexOf('/') < 0;
  }
}
