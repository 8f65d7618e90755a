package io.drover.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A JSON value as the commands read it: an absent member and null are both the zero value, as they
 * are in the API, where some objects leave their zero members out.
 */
public record Doc(JsonNode node) {

  public static Doc empty() {
    return new Doc(MissingNode.getInstance());
  }

  public boolean has(String name) {
    return !at(name).isAbsent();
  }

  public boolean isAbsent() {
    return node.isMissingNode() || node.isNull();
  }

  public Doc at(String name) {
    return new Doc(node.path(name));
  }

  public String text(String name) {
    return at(name).asText();
  }

  /** The text, or the other one if it is empty. */
  public String textOr(String name, String other) {
    String text = text(name);
    return text.isEmpty() ? other : text;
  }

  public String asText() {
    return isAbsent() ? "" : node.asText();
  }

  public long number(String name) {
    return node.path(name).asLong();
  }

  public long asLong() {
    return node.asLong();
  }

  public double decimal(String name) {
    return node.path(name).asDouble();
  }

  public boolean is(String name) {
    return node.path(name).asBoolean();
  }

  public List<Doc> items(String name) {
    return at(name).items();
  }

  public List<Doc> items() {
    List<Doc> items = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(n -> items.add(new Doc(n)));
    }
    return items;
  }

  public SortedMap<String, Doc> entries(String name) {
    SortedMap<String, Doc> entries = new TreeMap<>();
    node.path(name).properties().forEach(e -> entries.put(e.getKey(), new Doc(e.getValue())));
    return entries;
  }
}
