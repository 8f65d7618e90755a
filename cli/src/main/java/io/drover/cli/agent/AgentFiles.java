package io.drover.cli.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.cli.UsageException;
import io.drover.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads agent files in the order given; a folder's files come in the order of their names. */
final class AgentFiles {

  private final List<String> warnings = new ArrayList<>();

  /** All files merged: blocks member by member, anything else is replaced by the later file. */
  ObjectNode read(List<Path> paths) throws IOException {
    ObjectNode merged = Json.MAPPER.createObjectNode();
    for (Path path : paths) {
      for (Path file : files(path)) {
        merge(merged, one(file));
      }
    }
    return merged;
  }

  List<String> warnings() {
    return warnings;
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .filter(Files::isRegularFile)
          .filter(f -> f.toString().endsWith(".hcl") || f.toString().endsWith(".json"))
          .sorted()
          .toList();
    }
  }

  private static ObjectNode one(Path file) throws IOException {
    String text = Files.readString(file);
    if (!text.stripLeading().startsWith("{")) {
      throw new UsageException(file + ": HCL is not read yet; give the agent file as JSON");
    }
    JsonNode tree = Json.MAPPER.readTree(text);
    if (tree instanceof ObjectNode object) {
      return object;
    }
    throw new UsageException(file + " is not an agent file: it holds no object");
  }

  static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            e -> {
              if (into.path(e.getKey()) instanceof ObjectNode inner
                  && e.getValue() instanceof ObjectNode more) {
                merge(inner, more);
              } else {
                into.set(e.getKey(), e.getValue().deepCopy());
              }
            });
  }
}
