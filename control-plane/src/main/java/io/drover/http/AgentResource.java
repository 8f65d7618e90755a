package io.drover.http;

import io.drover.http.port.AgentInfo;
import io.drover.http.query.Args;
import io.drover.http.query.ReadParams;
import io.drover.http.region.RegionPeers;
import io.drover.http.render.JsonOut;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What this member says of itself and its peers. Source: http-api.md 2.7 and 2.8. */
@Path("/v1")
@Singleton
public class AgentResource {

  private final AgentInfo agent;
  private final RegionPeers regions;

  @Inject
  AgentResource(AgentInfo agent, RegionPeers regions) {
    this.agent = agent;
    this.regions = regions;
  }

  @GET
  @Path("/agent/self")
  public Uni<Response> self(RoutingContext context) {
    Map<String, Object> self = new LinkedHashMap<>();
    self.put("config", agent.config());
    agent.members().stream().filter(this::me).forEach(me -> self.put("member", shown(me)));
    self.put("stats", agent.stats());
    return json(context, 200, self);
  }

  @GET
  @Path("/agent/members")
  public Uni<Response> members(RoutingContext context) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("ServerName", agent.name());
    members.put("ServerRegion", agent.region());
    members.put("ServerDC", agent.datacenter());
    members.put("Members", agent.members().stream().map(this::shown).toList());
    return json(context, 200, members);
  }

  /** Healthy is a server that knows a leader. This program is never a client. */
  @GET
  @Path("/agent/health")
  public Uni<Response> health(RoutingContext context) {
    List<String> types = Args.of(context.request().query()).all("type");
    Map<String, Object> health = new LinkedHashMap<>();
    boolean led = agent.leaderAddress() != null;
    if (types.isEmpty() || types.contains("server")) {
      health.put("server", Map.of("ok", led, "message", led ? "ok" : "no leader"));
    }
    if (types.contains("client")) {
      health.put("client", Map.of("ok", false, "message", "client not enabled"));
    }
    boolean healthy = (led || !health.containsKey("server")) && !health.containsKey("client");
    return json(context, healthy ? 200 : 500, health);
  }

  @GET
  @Path("/status/leader")
  public Uni<Response> leader(RoutingContext context) {
    requireRegion(context.request());
    String address = agent.leaderAddress();
    return json(context, 200, address == null ? "" : address);
  }

  @GET
  @Path("/status/peers")
  public Uni<Response> peers(RoutingContext context) {
    requireRegion(context.request());
    return json(context, 200, agent.peers());
  }

  @GET
  @Path("/regions")
  public Uni<Response> regions(RoutingContext context) {
    return json(context, 200, regions.names(agent.region()));
  }

  private void requireRegion(HttpServerRequest request) {
    String region = Args.of(request.query()).text("region");
    if (!region.isEmpty() && !region.equals(agent.region())) {
      throw new Failure(500, "No path to region");
    }
  }

  private boolean me(AgentInfo.Member member) {
    return member.name().equals(agent.name() + "." + agent.region());
  }

  /** The protocol numbers are those of Nomad 1.6, as clients know them. */
  private Map<String, Object> shown(AgentInfo.Member member) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("Name", member.name());
    shown.put("Addr", member.address());
    shown.put("Port", member.port());
    shown.put("Tags", member.tags());
    shown.put("Status", member.status());
    shown.put("ProtocolMin", 1);
    shown.put("ProtocolMax", 5);
    shown.put("ProtocolCur", 2);
    shown.put("DelegateMin", 2);
    shown.put("DelegateMax", 5);
    shown.put("DelegateCur", 4);
    return shown;
  }

  private static Uni<Response> json(RoutingContext context, int status, Object value) {
    HttpServerRequest request = context.request();
    boolean pretty = ReadParams.pretty(Args.of(request.query()));
    return Uni.createFrom()
        .item(Answers.plain(request, status, Body.json(JsonOut.of(value)), pretty));
  }
}
