package io.drover.jobspec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.jobspec.agent.AgentConfig;
import io.drover.jobspec.agent.AgentDocument;
import io.drover.jobspec.hcl.LooseParser;
import io.drover.jobspec.hcl.Parser;
import io.drover.jobspec.hcl.SourceRange;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Agent configuration files, in HCL or JSON. Several are merged in order: later values win, blocks
 * merge. Keys that nobody knows are warnings of the result.
 */
public final class AgentFile {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonFactory JSON = new JsonFactory();

  private final ObjectNode root = NODES.objectNode();
  private final Map<String, String> places = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private AgentFile() {}

  /**
   * Reads and merges files; a directory stands for its {@code .hcl} and {@code .json} files in the
   * order of their names.
   *
   * @throws AgentFileException if a file cannot be read, does not parse or has a value of the wrong
   *     type
   */
  public static AgentConfig load(List<Path> paths) throws AgentFileException {
    AgentFile files = new AgentFile();
    for (Path path : paths) {
      try {
        for (Path file : expand(path)) {
          files.add(file.toString(), Files.readString(file));
        }
      } catch (IOException e) {
        files.problems.add(path + ": cannot be read: " + e);
      }
    }
    return files.finish();
  }

  /**
   * Reads one file that is already in memory; a name that ends in {@code .json} is JSON.
   *
   * @throws AgentFileException as {@link #load}
   */
  public static AgentConfig parse(String fileName, String source) throws AgentFileException {
    AgentFile files = new AgentFile();
    files.add(fileName, source);
    return files.finish();
  }

  private static List<Path> expand(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .filter(Files::isRegularFile)
          .filter(
              p -> {
                String name = p.getFileName().toString();
                // Editors leave such files behind.
                boolean temporary = name.startsWith(".") || name.startsWith("#");
                return !temporary && (name.endsWith(".hcl") || name.endsWith(".json"));
              })
          .sorted()
          .toList();
    }
  }

  private AgentConfig finish() throws AgentFileException {
    AgentConfig config =
        AgentDocument.read(root, path -> places.getOrDefault(path, "configuration"), problems);
    if (!problems.isEmpty()) {
      throw new AgentFileException(problems);
    }
    return config;
  }

  private void add(String fileName, String source) {
    if (fileName.endsWith(".json") || source.stripLeading().startsWith("{")) {
      addJson(fileName, source);
      return;
    }
    Parser.Result<LooseParser.ObjectOf> parsed = LooseParser.parse(fileName, source);
    parsed.diagnostics().forEach(d -> problems.add(d.toString()));
    addObject("", root, parsed.tree());
  }

  private static String place(SourceRange range) {
    return range.file() + ":" + range.start().line();
  }

  private void addObject(String path, ObjectNode into, LooseParser.ObjectOf from) {
    for (LooseParser.Item item : from.items()) {
      ObjectNode target = into;
      String itemPath = path;
      List<String> keys = item.keys();
      for (String key : keys.subList(0, keys.size() - 1)) {
        itemPath = below(itemPath, key, place(item.range()));
        target = target.get(key) instanceof ObjectNode present ? present : target.putObject(key);
      }
      String last = keys.getLast();
      itemPath = below(itemPath, last, place(item.range()));
      if (item.value() instanceof LooseParser.ObjectOf object) {
        ObjectNode block =
            target.get(last) instanceof ObjectNode present ? present : target.putObject(last);
        addObject(itemPath, block, object);
      } else {
        target.set(last, node(item.value()));
      }
    }
  }

  private String below(String path, String key, String place) {
    String inner = path.isEmpty() ? key : path + "." + key;
    places.put(inner, place);
    return inner;
  }

  private JsonNode node(LooseParser.LooseValue value) {
    return switch (value) {
      case LooseParser.Scalar(Object scalar, SourceRange r) ->
          switch (scalar) {
            case Boolean b -> NODES.booleanNode(b);
            case BigDecimal n -> number(n);
            default -> NODES.textNode(scalar.toString());
          };
      case LooseParser.ListOf(List<LooseParser.LooseValue> items, SourceRange r) -> {
        ArrayNode array = NODES.arrayNode();
        items.forEach(item -> array.add(node(item)));
        yield array;
      }
      case LooseParser.ObjectOf object -> {
        ObjectNode node = NODES.objectNode();
        // Objects inside of lists have no place of their own.
        new AgentFile().addObject("", node, object);
        yield node;
      }
    };
  }

  private static JsonNode number(BigDecimal n) {
    boolean fitsLong = n.scale() <= 0 && n.precision() - n.scale() <= 18;
    return fitsLong ? NODES.numberNode(n.longValueExact()) : NODES.numberNode(n.doubleValue());
  }

  private void addJson(String fileName, String source) {
    if (source.length() > Parser.SOURCE_MAX) {
      problems.add(fileName + ": too large, at most " + Parser.SOURCE_MAX + " characters are read");
      return;
    }
    try (JsonParser json = JSON.createParser(source)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        problems.add(fileName + ":1: expected a JSON object");
        return;
      }
      ObjectNode object = readObject(fileName, "", json, 0);
      if (json.nextToken() != null) {
        problems.add(at(fileName, json) + ": text behind the end of the JSON object");
      }
      AgentDocument.merge(root, object);
    } catch (JsonProcessingException e) {
      JsonLocation location = e.getLocation();
      problems.add(
          fileName
              + (location == null ? "" : ":" + location.getLineNr())
              + ": "
              + e.getOriginalMessage());
    } catch (IOException e) {
      problems.add(fileName + ": " + e);
    }
  }

  private static String at(String fileName, JsonParser json) {
    return fileName + ":" + json.currentTokenLocation().getLineNr();
  }

  private ObjectNode readObject(String fileName, String path, JsonParser json, int depth)
      throws IOException {
    ObjectNode object = NODES.objectNode();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      String inner = below(path, key, at(fileName, json));
      json.nextToken();
      object.set(key, readValue(fileName, inner, json, depth + 1));
    }
    return object;
  }

  private JsonNode readValue(String fileName, String path, JsonParser json, int depth)
      throws IOException {
    // The same bound as the other form has.
    if (depth > 200) {
      throw new IOException("nested more than 200 levels deep");
    }
    return switch (json.currentToken()) {
      case START_OBJECT -> readObject(fileName, path, json, depth);
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          array.add(readValue(fileName, path, json, depth + 1));
        }
        yield merged(array);
      }
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NUMBER_INT ->
          json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? NODES.numberNode(json.getDoubleValue())
              : NODES.numberNode(json.getLongValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(json.getDoubleValue());
      case VALUE_STRING -> NODES.textNode(json.getText());
      default -> NODES.nullNode();
    };
  }

  /** JSON writes repeated blocks as a list of objects; they are one block. */
  private static JsonNode merged(ArrayNode array) {
    if (array.isEmpty()) {
      return array;
    }
    ObjectNode all = NODES.objectNode();
    for (JsonNode item : array) {
      if (!(item instanceof ObjectNode object)) {
        return array;
      }
      AgentDocument.merge(all, object);
    }
    return all;
  }
}
