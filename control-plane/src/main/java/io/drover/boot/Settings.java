package io.drover.boot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.drover.cluster.Membership;
import io.drover.cluster.Peer;
import io.drover.contract.json.GoDuration;
import io.drover.contract.json.Json;
import io.drover.evaluate.PlanRejections;
import io.drover.http.region.RegionPeers;
import io.drover.jobspec.agent.AgentConfig;
import io.drover.vault.VaultSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What this program takes from the agent's configuration, which the launcher has resolved into one
 * JSON file, named by the system property {@code drover.config}.
 *
 * @param raftPort where other members reach the log; Nomad's port for gossip, since neither needs
 *     the other's
 * @param gridPort where other members reach the documents
 * @param regions the control planes of other regions
 */
public record Settings(AgentConfig agent, int raftPort, int gridPort, RegionPeers regions) {

  /** The id of a member that neither expects nor knows another. */
  private static final String ALONE = "m1";

  /** The system property that names the file. */
  public static final String FILE = "drover.config";

  /** Reads the file; one that cannot be read is a {@link StartException}. */
  static Settings load() {
    String file = System.getProperty(FILE);
    if (file == null) {
      throw new StartException(
          "no configuration: -D" + FILE + "=FILE is missing; start by `drover agent`");
    }
    try {
      return parse(Files.readString(Path.of(file)));
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(
          "the configuration in " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  static Settings parse(String json) throws JsonProcessingException {
    AgentConfig agent = AgentConfig.fromJson(json);
    JsonNode document = Json.MAPPER.readTree(json);
    JsonNode own = document.path("drover");
    return new Settings(
        agent,
        own.path("raftPort").asInt(agent.ports().serf()),
        own.path("gridPort").asInt(agent.ports().http() + 3000),
        RegionPeers.parse(document.path("regions")));
  }

  /** The configured name, or the host's. */
  String name() {
    return agent.name().isEmpty() ? hostName() : agent.name();
  }

  /** The vault block; the token may be in VAULT_TOKEN of the environment instead. */
  VaultSettings vault() {
    try {
      return VaultSettings.of(agent.vault(), System.getenv());
    } catch (IllegalArgumentException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Where this member's data is. */
  Path serverDir() {
    if (!agent.server().dataDir().isEmpty()) {
      return Path.of(agent.server().dataDir());
    }
    if (agent.dataDir().isEmpty()) {
      throw new StartException("data_dir is not set");
    }
    return Path.of(agent.dataDir()).resolve("server");
  }

  /** How this member looks for others. */
  Membership.Search search() {
    AgentConfig.Server server = agent.server();
    Peer self =
        new Peer(
            ALONE,
            name(),
            advertisedHost(),
            raftPort,
            gridPort,
            agent.ports().rpc(),
            agent.ports().http(),
            Boolean.TRUE.equals(agent.tls().get("http")));
    List<String> addresses = new ArrayList<>();
    for (List<String> given : List.of(server.retryJoin(), server.startJoin())) {
      given.forEach(address -> addresses.add(joinAddress(address)));
    }
    return new Membership.Search(
        serverDir(), agent.region(), self, Math.max(1, server.bootstrapExpect()), addresses);
  }

  /**
   * Members look for each other at the port for nodes. Files that were written for Nomad name the
   * port of its gossip, which Drover has not: there the port for nodes is meant.
   */
  private String joinAddress(String address) {
    int colon = address.lastIndexOf(':');
    boolean port =
        colon > 0 && address.indexOf(':') == colon
            || address.startsWith("[") && address.contains("]:");
    if (!port) {
      return address + ":" + agent.ports().rpc();
    }
    boolean gossip = address.substring(colon + 1).equals(Integer.toString(agent.ports().serf()));
    return gossip ? address.substring(0, colon) + ":" + agent.ports().rpc() : address;
  }

  /** When a node for which plans are refused is taken out; off unless the configuration says so. */
  PlanRejections.Settings planRejections() {
    PlanRejections.Settings defaults = PlanRejections.Settings.DEFAULT;
    JsonNode given = Json.MAPPER.valueToTree(agent.server().raw()).path("plan_rejection_tracker");
    try {
      return new PlanRejections.Settings(
          given.path("enabled").asBoolean(defaults.enabled()),
          given.path("node_threshold").asInt(defaults.nodeThreshold()),
          given.has("node_window")
              ? GoDuration.parse(given.get("node_window").asText())
              : defaults.nodeWindow());
    } catch (GoDuration.FormatException e) {
      throw new StartException("plan_rejection_tracker: node_window is no duration", e);
    }
  }

  /** The address that others reach this member at: advertised, or bound, or loopback. */
  String advertisedHost() {
    String given = agent.advertise().rpc();
    if (!given.isEmpty()) {
      int colon = given.lastIndexOf(':');
      return colon > 0 && given.indexOf(':') == colon ? given.substring(0, colon) : given;
    }
    return agent.bindAddr().isEmpty() || agent.bindAddr().equals("0.0.0.0")
        ? "127.0.0.1"
        : agent.bindAddr();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
