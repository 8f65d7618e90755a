package io.drover.cli.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Doc;
import io.drover.contract.json.Json;
import io.drover.jobspec.agent.AgentConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The sidecar's settings out of an agent's. The sidecar refuses members that it does not know, so
 * only those of its NodeConfig are written.
 */
final class NodeJson {

  /** What of the client block reaches the sidecar, or is used to find the servers. */
  private static final Set<String> USED =
      Set.of(
          "enabled",
          "servers",
          "server_join",
          "node_class",
          "node_pool",
          "meta",
          "options",
          "reserved",
          "host_volume",
          "host_network",
          "network_interface",
          "cpu_total_compute",
          "memory_total_mb",
          "disk_total_mb",
          "max_kill_timeout",
          "min_dynamic_port",
          "max_dynamic_port",
          "cgroup_parent",
          "chroot_env",
          "artifact",
          "gc_interval",
          "gc_parallel_destroys",
          "gc_max_allocs",
          "gc_disk_usage_threshold",
          "gc_inode_usage_threshold");

  private NodeJson() {}

  /** Settings of a client block that are understood but change nothing, as sentences. */
  static List<String> withoutEffect(ObjectNode file) {
    Set<String> names = new TreeSet<>(new Doc(file).entries("client").keySet());
    names.removeAll(USED);
    if (new Doc(file).at("client").at("reserved").has("cores")) {
      names.add("reserved.cores");
    }
    return names.stream().map(n -> "client.%s has no effect yet".formatted(n)).toList();
  }

  static ObjectNode of(AgentSettings settings, AgentConfig config) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("serverAddress", String.join(",", settings.servers()));
    node.put("dataDir", config.dataDir());
    node.put("name", config.name());
    node.put("datacenter", config.datacenter());
    node.put("region", config.region());
    node.put("httpAddr", settings.advertisedHttp());
    if (settings.dev() && settings.httpBind().equals("127.0.0.1")) {
      // Otherwise tasks of a development agent would be reachable from other machines.
      node.put("networkAddress", "127.0.0.1");
    }
    node.put("devMode", settings.dev());
    client(node, config.client());
    vault(node, new Doc(Json.MAPPER.valueToTree(config.vault())));
    ObjectNode plugins = node.putObject("plugins");
    config.plugins().forEach((name, value) -> plugins.set(name, Json.MAPPER.valueToTree(value)));
    return node;
  }

  private static void client(ObjectNode node, AgentConfig.Client client) {
    AgentConfig.Reserved reserved = client.reserved();
    node.put("nodeClass", client.nodeClass())
        .put("nodePool", client.nodePool())
        .put("networkInterface", client.networkInterface())
        .put("cpuTotalCompute", client.cpuTotalCompute())
        .put("memoryTotalMb", client.memoryTotalMb())
        .put("diskTotalMb", raw(client, "disk_total_mb").node().asLong())
        .put("cgroupParent", raw(client, "cgroup_parent").asText())
        .put("maxKillTimeout", client.maxKillTimeout().toNanos() + "ns")
        .put("minDynamicPort", client.minDynamicPort())
        .put("maxDynamicPort", client.maxDynamicPort());
    node.putObject("reserved")
        .put("cpu", reserved.cpuMhz())
        .put("memoryMb", reserved.memoryMb())
        .put("diskMb", reserved.diskMb())
        .put("ports", reserved.reservedPorts());
    client.meta().forEach(node.putObject("meta")::put);
    client.options().forEach(node.putObject("options")::put);
    client.chrootEnv().forEach(node.putObject("chrootEnv")::put);
    artifact(node.putObject("artifact"), client.artifact());
    node.putObject("collection")
        .put("interval", client.gcInterval().toNanos() + "ns")
        .put("parallelDestroys", client.gcParallelDestroys())
        .put("allocationsMax", client.gcMaxAllocs())
        .put("diskUsagePercent", client.gcDiskUsageThreshold())
        .put("inodeUsagePercent", client.gcInodeUsageThreshold());
    volumes(node.putObject("hostVolumes"), client.hostVolumes());
    networks(node.putObject("hostNetworks"), client.hostNetworks());
  }

  /** Without the token, which only servers need. */
  private static void vault(ObjectNode node, Doc vault) {
    if (vault.at("enabled").asText().equals("true")) {
      node.putObject("vault")
          .put("enabled", true)
          .put("address", vault.at("address").asText())
          .put("namespace", vault.at("namespace").asText())
          .put("caFile", vault.at("ca_file").asText())
          .put("caPath", vault.at("ca_path").asText())
          .put("certFile", vault.at("cert_file").asText())
          .put("keyFile", vault.at("key_file").asText())
          .put("tlsServerName", vault.at("tls_server_name").asText())
          .put("tlsSkipVerify", vault.at("tls_skip_verify").asText().equals("true"));
    }
  }

  private static void artifact(ObjectNode into, AgentConfig.Artifact artifact) {
    into.put("httpReadTimeout", artifact.httpReadTimeout().toNanos() + "ns")
        .put("httpBytesMax", artifact.httpMaxBytes())
        .put("gitTimeout", artifact.gitTimeout().toNanos() + "ns")
        .put("extractedBytesMax", artifact.decompressionSizeLimit())
        .put("extractedFilesMax", artifact.decompressionFileCountLimit());
  }

  private static void volumes(ObjectNode into, Map<String, AgentConfig.HostVolume> volumes) {
    volumes.forEach(
        (name, v) ->
            into.putObject(name)
                .put("name", name)
                .put("path", v.path())
                .put("readOnly", v.readOnly()));
  }

  private static void networks(ObjectNode into, Map<String, AgentConfig.HostNetwork> networks) {
    networks.forEach(
        (name, n) ->
            into.putObject(name)
                .put("name", name)
                .put("CIDR", n.cidr())
                .put("Interface", n.networkInterface())
                .put("reservedPorts", n.reservedPorts()));
  }

  private static Doc raw(AgentConfig.Client client, String name) {
    return new Doc(Json.MAPPER.valueToTree(client.raw().getOrDefault(name, "")));
  }
}
