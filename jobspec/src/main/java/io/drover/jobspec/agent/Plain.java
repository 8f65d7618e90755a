package io.drover.jobspec.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON trees as immutable maps, lists and scalars of Java. Null becomes the empty string. */
final class Plain {

  private Plain() {}

  static Map<String, Object> map(ObjectNode object) {
    Map<String, Object> map = new LinkedHashMap<>();
    object.properties().forEach(e -> map.put(e.getKey(), value(e.getValue())));
    return Collections.unmodifiableMap(map);
  }

  private static Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> map((ObjectNode) node);
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        node.forEach(item -> items.add(value(item)));
        yield Collections.unmodifiableList(items);
      }
      case BOOLEAN -> node.booleanValue();
      case NUMBER ->
          node.isIntegralNumber() && node.canConvertToLong()
              ? (Object) node.longValue()
              : (Object) node.doubleValue();
      case STRING, BINARY, POJO, NULL, MISSING -> node.isNull() ? "" : node.asText();
    };
  }
}
