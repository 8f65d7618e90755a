package io.drover.http.region;

import io.drover.http.Failure;
import io.drover.http.port.AgentInfo;
import io.drover.http.port.LeaderRoute;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;

/**
 * What only the leader can answer goes there, once: writes, and reads that are not stale. While
 * nobody leads such a request waits for a while, since elections are short.
 */
@ApplicationScoped
class LeaderGate {

  /** After the gate for regions. */
  private static final int PRIORITY = 850;

  /** As long as Nomad holds a request while there is no leader. */
  private static final long HOLD_MILLIS = 5_000;

  private static final long LOOK_MILLIS = 50;

  /** Says that a member handed the request on; the value is that member's name. */
  private static final String BY_MEMBER = "X-Drover-Forwarded-By-Member";

  private final Vertx vertx;
  private final LeaderRoute route;
  private final RegionForwarder forwarder;
  private final String name;

  @Inject
  LeaderGate(Vertx vertx, LeaderRoute route, RegionForwarder forwarder, AgentInfo agent) {
    this.vertx = vertx;
    this.route = route;
    this.forwarder = forwarder;
    this.name = agent.name();
  }

  void register(@Observes Filters filters) {
    filters.register(this::pass, PRIORITY);
  }

  private void pass(RoutingContext context) {
    if (route.leads() || !concernsLeader(context.request())) {
      context.next();
      return;
    }
    context.request().pause(); // Until it is known who reads it.
    hand(context, System.nanoTime());
  }

  private void hand(RoutingContext context, long since) {
    HttpServerRequest request = context.request();
    URI leader = route.leader();
    boolean handedOn = request.headers().contains(BY_MEMBER);
    if (route.leads()) {
      request.resume();
      context.next();
    } else if (leader != null && !handedOn) {
      request.headers().set(BY_MEMBER, name);
      forwarder.relay(request, RegionPeer.of("leader", leader));
    } else if ((System.nanoTime() - since) / 1_000_000 < HOLD_MILLIS) {
      vertx.setTimer(LOOK_MILLIS, timer -> hand(context, since));
    } else {
      RegionForwarder.refuse(request.response(), new Failure(500, "No cluster leader"));
    }
  }

  private static boolean concernsLeader(HttpServerRequest request) {
    String path = request.path();
    if (path == null || !path.startsWith("/v1/") || ofThisMember(path)) {
      return false;
    }
    return request.method() != HttpMethod.GET || !stale(request.query());
  }

  private static boolean stale(String query) {
    if (query == null) {
      return false;
    }
    for (String parameter : query.split("&")) {
      if (parameter.equals("stale") || parameter.startsWith("stale=")) {
        return true;
      }
    }
    return false;
  }

  private static boolean ofThisMember(String path) {
    return path.startsWith("/v1/agent/")
        || path.startsWith("/v1/status/")
        || path.equals("/v1/regions")
        || path.equals("/v1/metrics")
        || path.equals("/v1/jobs/parse");
  }
}
