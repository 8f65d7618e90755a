package io.drover.boot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.drover.contract.json.GoDuration;
import io.drover.contract.json.Json;
import io.drover.evaluate.PlanRejections;
import io.drover.jobspec.agent.AgentConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this program takes from the agent's configuration, which the launcher has resolved into one
 * JSON file, named by the system property {@code drover.config}.
 *
 * @param raftPort where other members reach the log; Nomad's port for gossip, since neither needs
 *     the other's
 * @param gridPort where other members reach the documents
 */
public record Settings(AgentConfig agent, int raftPort, int gridPort) {

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
    JsonNode own = Json.MAPPER.readTree(json).path("drover");
    return new Settings(
        agent,
        own.path("raftPort").asInt(agent.ports().serf()),
        own.path("gridPort").asInt(agent.ports().http() + 3000));
  }

  /** The configured name, or the host's. */
  String name() {
    return agent.name().isEmpty() ? hostName() : agent.name();
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
