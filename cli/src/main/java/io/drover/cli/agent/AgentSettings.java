package io.drover.cli.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Doc;
import io.drover.cli.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An agent file with the defaults filled in and checked. Its JSON is what the control plane reads.
 * Defaults are those that users of agent files know.
 */
final class AgentSettings {

  private static final Set<String> LEVELS = Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");
  private static final int HTTP = 4646;
  private static final int RPC = 4647;
  private static final int SERF = 4648;

  /** From the HTTP port to the port that members of the job document grid use among themselves. */
  private static final int GRID_OFFSET = 3000;

  private final ObjectNode json;
  private final boolean dev;

  private AgentSettings(ObjectNode json, boolean dev) {
    this.json = json;
    this.dev = dev;
  }

  /** Throws UsageException with everything that is wrong, one line each. */
  static AgentSettings of(ObjectNode merged, boolean dev, String hostName) {
    AgentSettings settings = new AgentSettings(merged.deepCopy(), dev);
    settings.fill(hostName);
    List<String> wrong = settings.wrong();
    if (!wrong.isEmpty()) {
      throw new UsageException(String.join("\n", wrong));
    }
    settings.ports();
    return settings;
  }

  private void fill(String hostName) {
    fallback("region", "global");
    fallback("datacenter", "dc1");
    fallback("name", hostName);
    fallback("bind_addr", dev ? "127.0.0.1" : "0.0.0.0");
    fallback("log_level", "INFO");
    json.put("log_level", text("log_level").toUpperCase(Locale.ROOT));
    json.put("dev", dev);
    if (dev) {
      fallbackEnabled("server");
      fallbackEnabled("client");
    }
    ObjectNode ports = json.withObject("/ports");
    fallback(ports, "http", HTTP);
    fallback(ports, "rpc", RPC);
    fallback(ports, "serf", SERF);
  }

  private void ports() {
    ObjectNode drover = json.withObject("/drover");
    fallback(drover, "raftPort", port("serf"));
    fallback(drover, "gridPort", port("http") + GRID_OFFSET);
  }

  private List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    if (!server() && !client()) {
      wrong.add("Must specify either server, client or dev mode for the agent.");
    }
    if (text("data_dir").isEmpty()) {
      wrong.add("Must specify \"data_dir\" config option or \"data-dir\" CLI flag");
    } else if (!text("data_dir").startsWith("/")) {
      wrong.add("data_dir must be an absolute path, not \"%s\"".formatted(text("data_dir")));
    }
    if (!LEVELS.contains(text("log_level"))) {
      wrong.add(
          "log_level must be one of trace, debug, info, warn, error, not \"%s\""
              .formatted(text("log_level")));
    }
    for (String name : List.of("http", "rpc", "serf")) {
      JsonNode port = json.path("ports").path(name);
      if (!port.canConvertToInt() || port.asInt() < 1 || port.asInt() > 65535) {
        wrong.add("ports.%s must be 1 to 65535, not %s".formatted(name, port));
      }
    }
    if (client() && !server() && servers().isEmpty()) {
      wrong.add(
          "A node needs a server to call: -servers=HOST:4647, or servers in the client block");
    }
    if (server() && json.path("server").path("bootstrap_expect").asInt() < 0) {
      wrong.add("bootstrap_expect must not be below zero");
    }
    return wrong;
  }

  ObjectNode json() {
    return json;
  }

  boolean dev() {
    return dev;
  }

  boolean server() {
    return json.path("server").path("enabled").asBoolean();
  }

  boolean client() {
    return json.path("client").path("enabled").asBoolean();
  }

  String text(String name) {
    return new Doc(json).text(name);
  }

  int port(String name) {
    return json.path("ports").path(name).asInt();
  }

  int droverPort(String name) {
    return json.path("drover").path(name).asInt();
  }

  Doc clientBlock() {
    return new Doc(json).at("client");
  }

  /** The servers that a node may call, with their ports. */
  List<String> servers() {
    List<Doc> named = new ArrayList<>(clientBlock().items("servers"));
    named.addAll(clientBlock().at("server_join").items("retry_join"));
    named.addAll(clientBlock().at("server_join").items("start_join"));
    List<String> all =
        new ArrayList<>(named.stream().map(Doc::asText).map(AgentSettings::withPort).toList());
    if (server()) {
      all.addFirst(reachable(rpcBind()) + ":" + port("rpc"));
    }
    return all;
  }

  /** Where the HTTP API listens: addresses.http, or bind_addr. */
  String httpBind() {
    return new Doc(json).at("addresses").textOr("http", text("bind_addr"));
  }

  /** What others are told: advertise.http, or the address bound if it is a certain one. */
  String advertisedHttp() {
    String advertised = new Doc(json).at("advertise").text("http");
    boolean anywhere = httpBind().equals("0.0.0.0") || httpBind().equals("::");
    if (advertised.isEmpty()) {
      return anywhere ? "" : reachable(httpBind()) + ":" + port("http");
    }
    return hasPort(advertised) ? advertised : advertised + ":" + port("http");
  }

  private String rpcBind() {
    return new Doc(json).at("addresses").textOr("rpc", text("bind_addr"));
  }

  /** The URL of the HTTP API for programs on this machine. */
  String url() {
    return "http://%s:%d".formatted(reachable(httpBind()), port("http"));
  }

  /** An address that a program on this machine can call. */
  private static String reachable(String bind) {
    return switch (bind) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::", "[::]" -> "[::1]";
      default -> bind.contains(":") && !bind.startsWith("[") ? "[" + bind + "]" : bind;
    };
  }

  private static String withPort(String address) {
    return hasPort(address) ? address : address + ":" + RPC;
  }

  private static boolean hasPort(String address) {
    return address.lastIndexOf(':') > address.lastIndexOf(']');
  }

  private void fallbackEnabled(String block) {
    ObjectNode object = json.withObject("/" + block);
    if (!object.has("enabled")) {
      object.put("enabled", true);
    }
  }

  private void fallback(String name, String value) {
    if (text(name).isEmpty()) {
      json.put(name, value);
    }
  }

  private static void fallback(ObjectNode object, String name, int value) {
    if (!object.has(name)) {
      object.put(name, value);
    }
  }
}
