package io.drover.cli.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Command;
import io.drover.cli.Console;
import io.drover.cli.PrettyJson;
import io.drover.cli.UsageException;
import io.drover.contract.json.Json;
import io.drover.jobspec.AgentFile;
import io.drover.jobspec.AgentFileException;
import io.drover.jobspec.agent.AgentConfig;
import io.drover.jobspec.agent.AgentDocument;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * `agent-config`, for the launcher only: reads agent files and flags once, writes each program's
 * settings, and prints what to start as lines for a shell.
 */
public final class AgentConfigCommand implements Command {

  @Mixin AgentFlags flags = new AgentFlags();

  @Option(
      names = {"-h", "-help"},
      usageHelp = true,
      description = "Show this text.")
  boolean help;

  @Override
  public int run(Console console) throws IOException {
    ObjectNode merged = merged(console);
    boolean temporary = flags.dev && merged.path("data_dir").asText().isEmpty();
    if (temporary) {
      merged.put("data_dir", Files.createTempDirectory("drover-dev-").toString());
    }
    try {
      AgentSettings settings = AgentSettings.of(merged, flags.dev, hostName(console));
      requireFreePorts(settings);
      console.raw().print(lines(settings, temporary));
      return OK;
    } catch (UsageException | IOException e) {
      if (temporary) {
        Files.deleteIfExists(Path.of(merged.path("data_dir").asText()));
      }
      throw e;
    }
  }

  /** The development mode's settings, over them the files', over them the flags'. */
  private ObjectNode merged(Console console) throws IOException {
    AgentConfig files;
    try {
      files = AgentFile.load(flags.config);
    } catch (AgentFileException e) {
      throw new UsageException(
          "Error loading configuration:\n  " + String.join("\n  ", e.problems()));
    }
    files.warnings().forEach(w -> warn(console, w));
    ObjectNode given = tree(files.toJson());
    flags.apply(given);
    NodeJson.withoutEffect(given).forEach(w -> warn(console, w));
    ObjectNode merged = tree(flags.dev ? AgentConfig.dev().toJson() : "{}");
    AgentDocument.merge(merged, given);
    return merged;
  }

  private static void warn(Console console, String text) {
    console.warning("==> Warning: " + text);
  }

  private static ObjectNode tree(String document) throws IOException {
    return (ObjectNode) Json.MAPPER.readTree(document);
  }

  private static ShellLines lines(AgentSettings settings, boolean temporary) throws IOException {
    Path data = Path.of(settings.text("data_dir"));
    Files.createDirectories(data);
    Path agentJson = data.resolve("agent.json");
    Path nodeJson = data.resolve("node.json");
    write(agentJson, settings.json());
    if (settings.client()) {
      write(nodeJson, NodeJson.of(settings, AgentConfig.fromJson(settings.json().toString())));
    }
    return new ShellLines()
        .put("AGENT_SERVER", settings.server() ? "1" : "")
        .put("AGENT_CLIENT", settings.client() ? "1" : "")
        .put("AGENT_SERVER_CONFIG", agentJson.toString())
        .put("AGENT_CLIENT_CONFIG", nodeJson.toString())
        .put("AGENT_DATA_DIR", data.toString())
        .put("AGENT_TEMPORARY", temporary ? "1" : "")
        .put("AGENT_LOG_LEVEL", settings.text("log_level"))
        .put("AGENT_LOG_JSON", settings.json().path("log_json").asBoolean() ? "1" : "")
        .put("AGENT_BIND", settings.text("bind_addr"))
        .put("AGENT_HTTP_BIND", settings.httpBind())
        .put("AGENT_HTTP_PORT", "" + settings.port("http"))
        .put("AGENT_RPC_PORT", "" + settings.port("rpc"))
        .put("AGENT_RAFT_PORT", "" + settings.droverPort("raftPort"))
        .put("AGENT_GRID_PORT", "" + settings.droverPort("gridPort"))
        .put("AGENT_ADDRESS", settings.url())
        .put("AGENT_BANNER", banner(settings));
  }

  /** May hold secrets, so only its owner reads it; replaced in one step. */
  private static void write(Path file, ObjectNode json) throws IOException {
    Path fresh =
        Files.createTempFile(
            file.getParent(),
            file.getFileName().toString(),
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, PrettyJson.of(json) + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String banner(AgentSettings settings) {
    String bind = settings.text("bind_addr");
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "Bind Addrs",
        "HTTP: %s:%d; RPC: %s:%d; Raft: %s:%d"
            .formatted(
                settings.httpBind(),
                settings.port("http"),
                bind,
                settings.port("rpc"),
                bind,
                settings.droverPort("raftPort")));
    facts.put("Client", Boolean.toString(settings.client()));
    facts.put("Data Dir", settings.text("data_dir"));
    facts.put("Log Level", settings.text("log_level"));
    facts.put("Node Name", settings.text("name"));
    facts.put(
        "Region", "%s (DC: %s)".formatted(settings.text("region"), settings.text("datacenter")));
    facts.put("Server", Boolean.toString(settings.server()));
    StringBuilder text = new StringBuilder("==> Drover agent configuration:\n\n");
    facts.forEach((name, value) -> text.append("%22s: %s\n".formatted(name, value)));
    return text + "\n==> Drover agent started! Log data will stream in below:\n";
  }

  /**
   * A port in use is told here, by its name. Were it left to the control plane, whoever waits for
   * that to start would take the other program's answers for its own.
   */
  private static void requireFreePorts(AgentSettings settings) throws IOException {
    if (!settings.server()) {
      return;
    }
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("http", settings.port("http"));
    ports.put("rpc", settings.port("rpc"));
    ports.put("serf, for Raft", settings.droverPort("raftPort"));
    ports.put("drover.gridPort, 3000 above http", settings.droverPort("gridPort"));
    for (Map.Entry<String, Integer> port : ports.entrySet()) {
      String bind = port.getKey().equals("http") ? settings.httpBind() : settings.text("bind_addr");
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(bind, port.getValue()));
      } catch (BindException e) {
        throw new UsageException(
            "Cannot listen on %s:%d (%s): %s. Is another agent running? The `ports` block of an agent file chooses others."
                .formatted(bind, port.getValue(), port.getKey(), e.getMessage()));
      }
    }
  }

  private static String hostName(Console console) {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return console.variable("HOSTNAME").orElse("localhost").toLowerCase(Locale.ROOT);
    }
  }
}
