package io.drover.cli.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.contract.json.Json;
import io.drover.jobspec.agent.AgentConfig;

/**
 * The sidecar's settings out of an agent's: the client block under the names of {@link
 * AgentConfig.Client}, durations in nanoseconds.
 */
final class NodeJson {

  private NodeJson() {}

  static ObjectNode of(AgentSettings settings, AgentConfig config) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("serverAddress", settings.servers().getFirst());
    settings.servers().forEach(s -> node.withArray("servers").add(s));
    node.put("dataDir", config.dataDir());
    node.put("name", config.name());
    node.put("datacenter", config.datacenter());
    node.put("region", config.region());
    node.put("dev", settings.dev());
    client(node, config.client());
    ObjectNode plugins = node.putObject("plugins");
    config.plugins().forEach((name, value) -> plugins.set(name, Json.MAPPER.valueToTree(value)));
    return node;
  }

  private static void client(ObjectNode node, AgentConfig.Client client) {
    node.put("nodeClass", client.nodeClass());
    node.put("nodePool", client.nodePool());
    client.meta().forEach(node.putObject("meta")::put);
    client.options().forEach(node.putObject("options")::put);
    AgentConfig.Reserved reserved = client.reserved();
    node.putObject("reserved")
        .put("cpuMhz", reserved.cpuMhz())
        .put("cores", reserved.cores())
        .put("memoryMb", reserved.memoryMb())
        .put("diskMb", reserved.diskMb())
        .put("reservedPorts", reserved.reservedPorts());
    ObjectNode volumes = node.putObject("hostVolumes");
    client
        .hostVolumes()
        .forEach(
            (name, v) ->
                volumes.putObject(name).put("path", v.path()).put("readOnly", v.readOnly()));
    ObjectNode networks = node.putObject("hostNetworks");
    client
        .hostNetworks()
        .forEach(
            (name, n) ->
                networks
                    .putObject(name)
                    .put("cidr", n.cidr())
                    .put("networkInterface", n.networkInterface())
                    .put("reservedPorts", n.reservedPorts()));
    limits(node, client);
  }

  private static void limits(ObjectNode node, AgentConfig.Client client) {
    node.put("stateDir", client.stateDir())
        .put("allocDir", client.allocDir())
        .put("networkInterface", client.networkInterface())
        .put("cpuTotalCompute", client.cpuTotalCompute())
        .put("memoryTotalMb", client.memoryTotalMb())
        .put("maxKillTimeout", client.maxKillTimeout().toNanos())
        .put("minDynamicPort", client.minDynamicPort())
        .put("maxDynamicPort", client.maxDynamicPort())
        .put("gcInterval", client.gcInterval().toNanos())
        .put("gcParallelDestroys", client.gcParallelDestroys())
        .put("gcMaxAllocs", client.gcMaxAllocs())
        .put("gcDiskUsageThreshold", client.gcDiskUsageThreshold())
        .put("gcInodeUsageThreshold", client.gcInodeUsageThreshold());
  }
}
