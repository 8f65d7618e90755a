package io.drover.cli.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.Doc;
import io.drover.contract.json.Json;
import java.util.List;

/** The sidecar's settings out of an agent's. */
final class NodeJson {

  private NodeJson() {}

  static ObjectNode of(AgentSettings settings) {
    Doc client = settings.clientBlock();
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("serverAddress", settings.servers().getFirst());
    node.put("dataDir", settings.text("data_dir"));
    node.put("name", settings.text("name"));
    node.put("datacenter", settings.text("datacenter"));
    node.put("region", settings.text("region"));
    node.put("nodeClass", client.text("node_class"));
    node.put("nodePool", client.textOr("node_pool", "default"));
    node.put("dev", settings.dev());
    for (String name : List.of("meta", "options", "reserved")) {
      node.set(name, object(client.at(name)));
    }
    node.set("plugins", object(new Doc(settings.json()).at("plugin")));
    return node;
  }

  private static ObjectNode object(Doc doc) {
    return doc.node() instanceof ObjectNode object
        ? object.deepCopy()
        : Json.MAPPER.createObjectNode();
  }
}
