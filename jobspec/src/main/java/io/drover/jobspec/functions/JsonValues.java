package io.drover.jobspec.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.jobspec.hcl.Numbers;
import io.drover.jobspec.hcl.Value;
import io.drover.jobspec.hcl.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Between JSON trees and values. */
public final class JsonValues {

  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

  private JsonValues() {}

  /** The value of a JSON tree: arrays become tuples, objects objects. */
  public static Value value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, Value> members = new LinkedHashMap<>();
        node.properties().forEach(e -> members.put(e.getKey(), value(e.getValue())));
        yield Value.object(members);
      }
      case ARRAY -> {
        List<Value> items = new ArrayList<>();
        node.forEach(item -> items.add(value(item)));
        yield Value.tuple(items);
      }
      case BOOLEAN -> Value.of(node.booleanValue());
      case NUMBER -> Numbers.of(node.decimalValue());
      case STRING, BINARY, POJO -> Value.of(node.asText());
      case NULL, MISSING -> Value.nil();
    };
  }

  /** A wholly known value as JSON. */
  static JsonNode json(Value value) {
    List<Value> elements = Values.elements(value);
    Map<String, Value> members = Values.members(value);
    if (elements != null) {
      ArrayNode array = NODES.arrayNode();
      elements.forEach(e -> array.add(json(e)));
      return array;
    }
    if (members != null) {
      ObjectNode object = NODES.objectNode();
      members.forEach((k, v) -> object.set(k, json(v)));
      return object;
    }
    return switch (value) {
      case Value.Text(String text) -> NODES.textNode(text);
      case Value.Bool(boolean b) -> NODES.booleanNode(b);
      case Value.Num n -> NODES.numberNode(n.value().setScale(Math.max(0, n.value().scale())));
      default -> NODES.nullNode();
    };
  }
}
