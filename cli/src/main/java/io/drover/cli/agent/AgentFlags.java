package io.drover.cli.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The agent's flags. They say the same as an agent file, so they are made into one. */
public final class AgentFlags {

  @Option(
      names = "-config",
      paramLabel = "PATH",
      description =
          "An agent file, HCL or JSON, or a folder of them; may be repeated, the last wins.")
  List<Path> config = new ArrayList<>();

  @Option(names = "-dev", description = "One machine, server and node, nothing kept; on 127.0.0.1.")
  boolean dev;

  @Option(
      names = "-server",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Run the control plane.")
  @Nullable Boolean server;

  @Option(
      names = "-client",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Run tasks on this machine.")
  @Nullable Boolean client;

  @Option(names = "-data-dir", paramLabel = "DIR", description = "Where everything is kept.")
  @Nullable Path dataDir;

  @Option(names = "-bind", paramLabel = "ADDRESS", description = "The address to listen on.")
  @Nullable String bind;

  @Option(names = "-region", paramLabel = "NAME", description = "The region. Default global.")
  @Nullable String region;

  @Option(names = "-dc", paramLabel = "NAME", description = "The datacenter. Default dc1.")
  @Nullable String datacenter;

  @Option(
      names = "-node",
      paramLabel = "NAME",
      description = "This machine's name. Default its host name.")
  @Nullable String name;

  @Option(
      names = "-log-level",
      paramLabel = "LEVEL",
      description = "trace, debug, info, warn or error.")
  @Nullable String logLevel;

  @Option(
      names = "-log-json",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Log lines as JSON.")
  @Nullable Boolean logJson;

  @Option(
      names = "-acl-enabled",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Ask for tokens.")
  @Nullable Boolean acl;

  @Option(
      names = "-bootstrap-expect",
      paramLabel = "N",
      description = "How many servers found the cluster.")
  @Nullable Integer bootstrapExpect;

  @Option(
      names = {"-retry-join", "-join"},
      paramLabel = "ADDRESS",
      description = "A server to join; may be repeated.")
  List<String> join = new ArrayList<>();

  @Option(
      names = "-servers",
      paramLabel = "ADDRESSES",
      split = ",",
      description = "The servers that a node calls.")
  List<String> servers = new ArrayList<>();

  @Option(names = "-node-class", paramLabel = "NAME", description = "The node's class.")
  @Nullable String nodeClass;

  @Option(names = "-node-pool", paramLabel = "NAME", description = "The node's pool.")
  @Nullable String nodePool;

  @Option(
      names = "-meta",
      paramLabel = "KEY=VALUE",
      split = ",",
      description = "Meta data of the node; may be repeated.")
  List<String> meta = new ArrayList<>();

  @Option(
      names = "-network-interface",
      paramLabel = "NAME",
      description = "The node's network interface.")
  @Nullable String networkInterface;

  @Option(
      names = "-cpu-total-compute",
      paramLabel = "MHZ",
      description = "The node's CPU in place of what is measured.")
  @Nullable Integer cpuTotalCompute;

  /** Puts what the flags say over an agent file's JSON; servers and meta data are added. */
  void apply(ObjectNode file) {
    text(
        file, "data_dir", dataDir == null ? null : dataDir.toAbsolutePath().normalize().toString());
    text(file, "bind_addr", bind);
    text(file, "region", region);
    text(file, "datacenter", datacenter);
    text(file, "name", name);
    text(file, "log_level", logLevel);
    flag(file, "log_json", logJson);
    if (acl != null) {
      file.withObject("/acl").put("enabled", acl);
    }
    if (server != null) {
      file.withObject("/server").put("enabled", server);
    }
    if (bootstrapExpect != null) {
      file.withObject("/server").put("bootstrap_expect", bootstrapExpect);
    }
    join.forEach(
        j -> file.withObject("/server").withObject("/server_join").withArray("retry_join").add(j));
    client(file);
  }

  private void client(ObjectNode file) {
    if (client != null) {
      file.withObject("/client").put("enabled", client);
    }
    servers.forEach(s -> file.withObject("/client").withArray("servers").add(s));
    if (nodeClass != null) {
      file.withObject("/client").put("node_class", nodeClass);
    }
    if (nodePool != null) {
      file.withObject("/client").put("node_pool", nodePool);
    }
    if (networkInterface != null) {
      file.withObject("/client").put("network_interface", networkInterface);
    }
    if (cpuTotalCompute != null) {
      file.withObject("/client").put("cpu_total_compute", cpuTotalCompute);
    }
    for (String pair : meta) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new UsageException("-meta takes KEY=VALUE, not \"%s\"".formatted(pair));
      }
      file.withObject("/client")
          .withObject("/meta")
          .put(pair.substring(0, equals), pair.substring(equals + 1));
    }
  }

  private static void text(ObjectNode file, String name, @Nullable String value) {
    if (value != null) {
      file.put(name, value);
    }
  }

  private static void flag(ObjectNode file, String name, @Nullable Boolean value) {
    if (value != null) {
      file.put(name, value);
    }
  }
}
