package io.drover.boot;

import io.drover.cluster.Peer;
import io.drover.http.port.AgentInfo;
import io.drover.jobspec.agent.AgentConfig;
import io.drover.log.LeaderInfo;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this member answers about itself. Addresses are those of the port for nodes, as Nomad's are
 * of its RPC.
 */
final class ServerInfo implements AgentInfo {

  private final ControlPlane parts;
  private final Settings settings;

  ServerInfo(ControlPlane parts) {
    this.parts = parts;
    this.settings = parts.settings();
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public String region() {
    return settings.agent().region();
  }

  @Override
  public String datacenter() {
    return settings.agent().datacenter();
  }

  @Override
  public String version() {
    return Version.TEXT;
  }

  @Override
  public List<Member> members() {
    return parts.membership().members().stream().map(this::member).toList();
  }

  private Member member(Peer peer) {
    boolean alone = parts.membership().alone();
    Map<String, String> tags = new TreeMap<>();
    tags.put("role", "nomad");
    tags.put("region", region());
    tags.put("dc", datacenter());
    tags.put("build", apiVersion());
    tags.put("vsn", "1");
    tags.put("raft_vsn", "3");
    tags.put("id", peer.id());
    tags.put("rpc_addr", peer.host());
    tags.put("port", Integer.toString(peer.rpcPort()));
    if (alone) {
      tags.put("bootstrap", "1");
    }
    tags.put("expect", Integer.toString(parts.membership().members().size()));
    tags.put("drover_version", version());
    return new Member(peer.name() + "." + region(), peer.host(), peer.raftPort(), tags, "alive");
  }

  @Override
  public @Nullable String leaderAddress() {
    LeaderInfo leader = parts.log().leader();
    if (leader.leads()) {
      return address();
    }
    String other = parts.leader().nodeAddress();
    return other.isEmpty() ? null : other;
  }

  @Override
  public List<String> peers() {
    return parts.membership().members().stream()
        .map(peer -> peer.host() + ":" + peer.rpcPort())
        .toList();
  }

  private String address() {
    return settings.advertisedHost() + ":" + settings.agent().ports().rpc();
  }

  @Override
  public long lastContactMillis() {
    return 0;
  }

  @Override
  public Map<String, Object> config() {
    AgentConfig agent = settings.agent();
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("Region", agent.region());
    config.put("Datacenter", agent.datacenter());
    config.put("NodeName", name());
    config.put("DataDir", agent.dataDir());
    config.put("BindAddr", agent.bindAddr());
    config.put("LogLevel", agent.logLevel());
    config.put("EnableDebug", agent.enableDebug());
    config.put("DevMode", false);
    config.put("LeaveOnInt", agent.leaveOnInterrupt());
    config.put("LeaveOnTerm", agent.leaveOnTerminate());
    config.put("HTTPAPIResponseHeaders", agent.httpApiResponseHeaders());
    config.put(
        "Ports",
        Map.of(
            "HTTP",
            agent.ports().http(),
            "RPC",
            agent.ports().rpc(),
            "Serf",
            agent.ports().serf()));
    config.put("ACL", Map.of("Enabled", agent.acl().enabled()));
    config.put(
        "Server",
        Map.of("Enabled", true, "BootstrapExpect", Math.max(1, agent.server().bootstrapExpect())));
    config.put("Client", Map.of("Enabled", agent.client().enabled()));
    config.put(
        "Version",
        Map.of(
            "Version",
            apiVersion(),
            "Revision",
            "",
            "VersionPrerelease",
            "",
            "VersionMetadata",
            "drover-" + version()));
    return config;
  }

  @Override
  public Map<String, Map<String, String>> stats() {
    LeaderInfo leader = parts.log().leader();
    Map<String, Map<String, String>> stats = new TreeMap<>();
    stats.put(
        "nomad",
        new TreeMap<>(
            Map.of(
                "server",
                "true",
                "leader",
                Boolean.toString(leader.leads()),
                "leader_addr",
                leader.leads() ? address() : "",
                "bootstrap",
                "true",
                "known_regions",
                Integer.toString(settings.regions().names(region()).size()))));
    stats.put(
        "raft",
        new TreeMap<>(
            Map.of(
                "state", leader.leads() ? "Leader" : "Follower",
                "term", Long.toString(leader.term()),
                "applied_index", Long.toString(parts.store().current().index()),
                "num_peers", Integer.toString(Math.max(0, parts.log().members().size() - 1)))));
    stats.put(
        "runtime",
        new TreeMap<>(
            Map.of(
                "arch", System.getProperty("os.arch"),
                "version", "java " + Runtime.version(),
                "cpu_count", Integer.toString(Runtime.getRuntime().availableProcessors()),
                "uptime_ms", Long.toString(ManagementFactory.getRuntimeMXBean().getUptime()))));
    return stats;
  }
}
