package io.drover.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The scalar members of a block as texts: {@code Meta[key]}, {@code list[0]}. Pure. */
final class Flat {

  private Flat() {}

  static Map<String, String> of(@Nullable JsonNode block, Shape shape) {
    Map<String, String> all = new TreeMap<>();
    if (block == null) {
      return all;
    }
    for (Map.Entry<String, JsonNode> member : block.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      if (shape.hidden().contains(name)) {
        continue;
      }
      if (shape.free() || shape.maps().contains(name) || value.isValueNode()) {
        put(all, name, value);
      } else if (shape.joined().contains(name)) {
        StringJoiner text = new StringJoiner(",");
        value.forEach(item -> text.add(item.asText()));
        all.put(name, text.toString());
      }
    }
    return all;
  }

  private static void put(Map<String, String> all, String name, JsonNode value) {
    if (value.isObject()) {
      value.properties().forEach(m -> put(all, name + "[" + m.getKey() + "]", m.getValue()));
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        put(all, name + "[" + i + "]", value.get(i));
      }
    } else if (!value.isNull()) {
      all.put(name, value.asText());
    }
  }
}
