package io.drover.cli.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Command;
import io.drover.cli.Console;
import io.drover.cli.PrettyJson;
import io.drover.cli.Table;
import io.drover.cli.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
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
    AgentFiles files = new AgentFiles();
    ObjectNode merged = files.read(flags.config);
    AgentFiles.merge(merged, flags.overlay());
    files.warnings().forEach(w -> console.warning("==> Warning: " + w));
    boolean temporary = flags.dev && !merged.has("data_dir");
    if (temporary) {
      merged.put("data_dir", Files.createTempDirectory("drover-dev-").toString());
    }
    try {
      AgentSettings settings = AgentSettings.of(merged, flags.dev, hostName(console));
      console.raw().print(lines(settings, temporary));
      return OK;
    } catch (UsageException | IOException e) {
      if (temporary) {
        Files.deleteIfExists(Path.of(merged.path("data_dir").asText()));
      }
      throw e;
    }
  }

  private static ShellLines lines(AgentSettings settings, boolean temporary) throws IOException {
    Path data = Path.of(settings.text("data_dir"));
    Files.createDirectories(data);
    Path agentJson = data.resolve("agent.json");
    Path nodeJson = data.resolve("node.json");
    write(agentJson, settings.json());
    if (settings.client()) {
      write(nodeJson, NodeJson.of(settings));
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
        .put("AGENT_HTTP_PORT", "" + settings.port("http"))
        .put("AGENT_RPC_PORT", "" + settings.port("rpc"))
        .put("AGENT_RAFT_PORT", "" + settings.droverPort("raftPort"))
        .put("AGENT_GRID_PORT", "" + settings.droverPort("gridPort"))
        .put("AGENT_ADDRESS", "http://%s:%d".formatted(settings.reachable(), settings.port("http")))
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
    Files.move(
        fresh,
        file,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static String banner(AgentSettings settings) {
    String bind = settings.text("bind_addr");
    String table =
        new Table.Pairs()
            .put(
                "Bind Addrs",
                "HTTP: %s:%d; RPC: %s:%d; Raft: %s:%d"
                    .formatted(
                        bind, settings.port("http"),
                        bind, settings.port("rpc"),
                        bind, settings.droverPort("raftPort")))
            .put("Client", settings.client())
            .put("Data Dir", settings.text("data_dir"))
            .put("Log Level", settings.text("log_level"))
            .put("Node Name", settings.text("name"))
            .put(
                "Region",
                "%s (DC: %s)".formatted(settings.text("region"), settings.text("datacenter")))
            .put("Server", settings.server())
            .toString()
            .replace(" = ", ": ");
    return "==> Drover agent configuration:\n\n" + table.indent(7) + "\n"
        + "==> Drover agent started! Log data will stream in below:\n";
  }

  private static String hostName(Console console) {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return console.variable("HOSTNAME").orElse("localhost").toLowerCase(Locale.ROOT);
    }
  }
}
