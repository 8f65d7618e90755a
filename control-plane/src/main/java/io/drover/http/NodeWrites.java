package io.drover.http;

import io.drover.command.DrainNode;
import io.drover.command.EvaluateNode;
import io.drover.command.NodeWritten;
import io.drover.command.PurgeNode;
import io.drover.command.SetNodeEligibility;
import io.drover.contract.ids.NodeId;
import io.drover.contract.model.Eligibility;
import io.drover.http.port.AgentInfo;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What operators change about a node. Source: http-api.md 2.2. */
@Singleton
final class NodeWrites {

  private final RequestBody bodies;
  private final Writes writes;
  private final AgentInfo agent;

  @Inject
  NodeWrites(RequestBody bodies, Writes writes, AgentInfo agent) {
    this.bodies = bodies;
    this.writes = writes;
    this.agent = agent;
  }

  /** How a node is to be emptied; the deadline in nanoseconds. */
  record DrainSpec(@Nullable Duration deadline, @Nullable Boolean ignoreSystemJobs) {}

  /** The body of a drain; the node is that of the path. */
  record NodeUpdateDrainRequest(
      @Nullable String nodeId,
      @Nullable DrainSpec drainSpec,
      @Nullable Boolean markEligible,
      @Nullable Map<String, @Nullable String> meta) {}

  /** The body of a change of eligibility; the node is that of the path. */
  record NodeUpdateEligibilityRequest(@Nullable String nodeId, @Nullable String eligibility) {}

  /** The answer to a drain and to a change of eligibility. */
  record Changed(long nodeModifyIndex, List<String> evalIds, long evalCreateIndex, long index) {}

  /** A server in the answer to a node. */
  record NodeServerInfo(
      String rpcAdvertiseAddr, int rpcMajorVersion, int rpcMinorVersion, String datacenter) {}

  /** The answer to a purge and to a forced evaluation. */
  record NodeUpdateResponse(
      long heartbeatTtl,
      List<String> evalIds,
      long evalCreateIndex,
      long nodeModifyIndex,
      long features,
      String leaderRpcAddr,
      int numNodes,
      List<NodeServerInfo> servers,
      String schedulingEligibility,
      long index,
      long lastContact,
      boolean knownLeader,
      String nextToken) {}

  Uni<Response> drain(RoutingContext context, NodeId node) {
    return bodies.with(
        context.request(),
        NodeUpdateDrainRequest.class,
        body ->
            writes.submit(
                context,
                new DrainNode(
                    node,
                    spec(body.drainSpec()),
                    Boolean.TRUE.equals(body.markEligible()),
                    meta(body)),
                NodeWritten::index,
                done ->
                    new Changed(
                        done.index(), done.evaluations(), done.evalCreateIndex(), done.index())));
  }

  private static DrainNode.@Nullable Spec spec(@Nullable DrainSpec given) {
    return given == null
        ? null
        : new DrainNode.Spec(
            given.deadline() == null ? Duration.ZERO : given.deadline(),
            Boolean.TRUE.equals(given.ignoreSystemJobs()));
  }

  private static Map<String, String> meta(NodeUpdateDrainRequest body) {
    Map<String, String> meta = new TreeMap<>();
    if (body.meta() != null) {
      body.meta().forEach((key, value) -> meta.put(key, value == null ? "" : value));
    }
    return meta;
  }

  Uni<Response> eligibility(RoutingContext context, NodeId node) {
    return bodies.with(
        context.request(),
        NodeUpdateEligibilityRequest.class,
        body ->
            writes.submit(
                context,
                new SetNodeEligibility(node, eligibility(body.eligibility())),
                NodeWritten::index,
                done -> new Changed(0, done.evaluations(), done.evalCreateIndex(), done.index())));
  }

  private static Eligibility eligibility(@Nullable String word) {
    String given = word == null ? "" : word;
    for (Eligibility eligibility : Eligibility.values()) {
      if (eligibility.word().equals(given)) {
        return eligibility;
      }
    }
    throw new Failure(500, "invalid scheduling eligibility \"" + given + "\"");
  }

  Uni<Response> purge(RoutingContext context, NodeId node) {
    return writes.submit(
        context,
        new PurgeNode(node),
        NodeWritten::index,
        done ->
            new NodeUpdateResponse(
                0,
                done.evaluations(),
                done.evalCreateIndex(),
                done.index(),
                0,
                "",
                0,
                List.of(),
                "",
                done.index(),
                0,
                false,
                ""));
  }

  Uni<Response> evaluate(RoutingContext context, NodeId node) {
    return writes.submit(
        context, new EvaluateNode(node), done -> done.written().index(), this::evaluated);
  }

  private NodeUpdateResponse evaluated(EvaluateNode.Answer done) {
    String leader = agent.leaderAddress();
    return new NodeUpdateResponse(
        0,
        done.written().evaluations(),
        done.written().evalCreateIndex(),
        0,
        0,
        leader == null ? "" : leader,
        done.nodes(),
        agent.peers().stream()
            .map(peer -> new NodeServerInfo(peer, 0, 0, agent.datacenter()))
            .toList(),
        done.node().schedulingEligibility().word(),
        done.written().index(),
        0,
        false,
        "");
  }
}
